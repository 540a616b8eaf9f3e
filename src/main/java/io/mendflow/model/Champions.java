package io.mendflow.model;

import io.mendflow.audit.Audit;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which version of a model was what, and when: every move of an alias that Mendflow made or saw. */
@Component
@Transactional
public class Champions {

    static final String CHAMPION = "champion";
    static final String PREVIOUS = "previous";
    static final String CHALLENGER = "challenger";

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;

    Champions(JdbcClient jdbc, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * For how long an alias pointed to a version.
     *
     * @param version null: it pointed to none
     * @param until null: it does so now
     * @param movedBy a user's name, {@code mendflow}, or {@code unknown} when it was moved elsewhere
     * @param promotion that moved it; null when none did
     */
    public record Term(
            String alias,
            @Nullable String version,
            @Nullable String digest,
            Instant since,
            @Nullable Instant until,
            String movedBy,
            String reason,
            @Nullable String promotion) {}

    /** Every term of a model's aliases, newest first. */
    @Transactional(readOnly = true)
    public List<Term> history(String model) {
        return jdbc.sql("select * from model_alias where model = ? order by number desc")
                .param(model)
                .query((row, n) -> new Term(
                        row.getString("alias"),
                        row.getString("version"),
                        row.getString("digest"),
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        row.getObject("until") == null
                                ? null
                                : row.getObject("until", OffsetDateTime.class).toInstant(),
                        row.getString("moved_by"),
                        row.getString("reason"),
                        row.getString("promotion_id")))
                .list();
    }

    /** What each alias of a model pointed to at a moment. */
    @Transactional(readOnly = true)
    public List<Term> at(String model, Instant moment) {
        return history(model).stream()
                .filter(term -> !term.since().isAfter(moment))
                .filter(term -> term.until() == null || term.until().isAfter(moment))
                .filter(term -> term.version() != null)
                .toList();
    }

    /** Where an alias is as far as Mendflow knows; empty when it has never seen it. */
    @Transactional(readOnly = true)
    Optional<Term> known(String model, String alias) {
        return history(model).stream()
                .filter(term -> term.alias().equals(alias) && term.until() == null)
                .findFirst();
    }

    /** The versions that served before the one that does now, the last one first, be they good or taken back. */
    @Transactional(readOnly = true)
    List<String> before(String model, @Nullable String now) {
        return history(model).stream()
                .filter(term -> term.alias().equals(CHAMPION))
                .map(Term::version)
                .filter(version -> version != null && !version.equals(now))
                .distinct()
                .toList();
    }

    /**
     * Notes that an alias points elsewhere from now on; where it is there already, nothing is noted.
     *
     * @return whether it was noted, and not by somebody else at the same time
     */
    boolean moved(
            String model,
            String alias,
            @Nullable String version,
            @Nullable String digest,
            String by,
            String reason,
            @Nullable String promotion) {
        if (isThere(model, alias, version)) {
            return false;
        }
        jdbc.sql("select name from model_alias_lock for update")
                .query(String.class)
                .single();
        if (isThere(model, alias, version)) {
            return false;
        }
        jdbc.sql("update model_alias set until = ? where model = ? and alias = ? and until is null")
                .params(List.of(now(), model, alias))
                .update();
        jdbc.sql(
                        """
                        insert into model_alias (model, alias, version, digest, since, moved_by, reason, promotion_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(Arrays.asList(model, alias, version, digest, now(), by, reason, promotion))
                .update();
        audit.append(
                by, "model.alias", model, Map.of("alias", alias, "version", String.valueOf(version), "reason", reason));
        return true;
    }

    private boolean isThere(String model, String alias, @Nullable String version) {
        Optional<Term> known = known(model, alias);
        return known.isPresent() && Objects.equals(known.get().version(), version);
    }

    /** The champion that the store tells of is noted when Mendflow has not seen any yet. */
    void seen(String model, ModelVersion champion) {
        if (known(model, CHAMPION).isEmpty()) {
            moved(
                    model,
                    CHAMPION,
                    champion.version(),
                    champion.digest(),
                    "unknown",
                    "It was there when Mendflow first looked",
                    null);
        }
    }

    /** What the store says is the champion now. */
    static Optional<ModelVersion> in(ModelStore store, String model) {
        return store.model(model).isEmpty() ? Optional.empty() : store.aliased(model, CHAMPION);
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
