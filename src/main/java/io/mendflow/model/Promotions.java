package io.mendflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mendflow.audit.Audit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** All promotions: every change of one goes through here, in the caller's transaction. At most one of a model is under way. */
@Component
@Transactional
public class Promotions {

    private static final String PREFIX = "PRM-";

    private final JdbcClient jdbc;
    private final Audit audit;
    private final ObjectMapper json;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Promotions(JdbcClient jdbc, Audit audit, ObjectMapper json, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.json = json.copy().enable(SerializationFeature.INDENT_OUTPUT);
        this.events = events;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Optional<Promotion> find(String id) {
        return jdbc.sql("select * from promotion where id = ?")
                .param(id)
                .query((row, n) -> promotion(row))
                .optional();
    }

    /**
     * Promotions, newest first.
     *
     * @param model only those of it; null means all
     * @param state only those in it; null means any
     * @param before a number that an earlier page ended with; null means from the newest
     */
    @Transactional(readOnly = true)
    public List<Listed> list(@Nullable String model, @Nullable PromotionState state, @Nullable Long before, int limit) {
        return jdbc.sql(
                        """
                        select * from promotion where number < :before and (:anyModel or model = :model)
                        and (:anyState or state = :state) order by number desc limit :limit""")
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("anyModel", model == null)
                .param("model", model == null ? "" : model)
                .param("anyState", state == null)
                .param("state", state == null ? "" : state.text())
                .param("limit", limit)
                .query((row, n) -> new Listed(row.getLong("number"), promotion(row)))
                .list();
    }

    @Transactional(readOnly = true)
    public List<Promotion.Event> events(String id) {
        return jdbc.sql("select * from promotion_event where promotion_id = ? order by number")
                .param(id)
                .query((row, n) ->
                        new Promotion.Event(instant(row, "at"), row.getString("kind"), row.getString("text")))
                .list();
    }

    /** What it rests on, by name. */
    @Transactional(readOnly = true)
    public List<Promotion.Document> documents(String id) {
        return jdbc.sql("select * from promotion_document where promotion_id = ? order by name")
                .param(id)
                .query((row, n) -> document(row))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Promotion.Document> document(String id, String name) {
        return jdbc.sql("select * from promotion_document where promotion_id = ? and name = ?")
                .params(List.of(id, name))
                .query((row, n) -> document(row))
                .optional();
    }

    /** The promotion of a model that is under way. */
    @Transactional(readOnly = true)
    public Optional<Promotion> underWay(String model) {
        return jdbc.sql("select promotion_id from model_lease where model = ?")
                .param(model)
                .query(String.class)
                .optional()
                .flatMap(this::find);
    }

    /** The last retrain of a model that has ended and did some work: one that was not needed, or was cancelled, does not count. */
    @Transactional(readOnly = true)
    public Optional<Promotion> lastRetrain(String model) {
        return jdbc.sql(
                        """
                        select * from promotion where model = ? and kind = 'retrain' and ended_at is not null
                        and state not in ('not-needed', 'cancelled') order by number desc limit 1""")
                .param(model)
                .query((row, n) -> promotion(row))
                .optional();
    }

    /**
     * Opens a promotion, which takes the model's lease.
     *
     * @throws PromotionRefused when another one of the model is under way
     */
    Promotion open(
            String model,
            Promotion.Kind kind,
            String cause,
            String reason,
            String by,
            int tier,
            @Nullable String champion,
            @Nullable String championDigest) {
        var generated = new GeneratedKeyHolder();
        jdbc.sql(
                        """
                        insert into promotion (model, kind, state, cause, reason, requested_by, tier, champion, champion_digest, opened_at, changed_at)
                        values (?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(model)
                .param(kind.text())
                .param(cause)
                .param(cut(reason, 2000))
                .param(by)
                .param(tier)
                .param(champion)
                .param(championDigest)
                .param(now())
                .param(now())
                .update(generated, "number");
        long number = Objects.requireNonNull(generated.getKey()).longValue();
        String id = PREFIX + number;
        jdbc.sql("update promotion set id = ? where number = ?")
                .params(List.of(id, number))
                .update();
        takeLease(model, id);
        tell(id, "opened", reason);
        audit.append(by, "promotion.open", id, Map.of("model", model, "kind", kind.text(), "cause", cause));
        return find(id).orElseThrow();
    }

    private void takeLease(String model, String id) {
        try {
            jdbc.sql("insert into model_lease (model, promotion_id, taken_at) values (?, ?, ?)")
                    .params(List.of(model, id, now()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new PromotionRefused(
                    "Expected model '%s' to be free, but another promotion of it is under way; wait for its end, or cancel its process"
                            .formatted(model));
        }
    }

    /** How many different people have to approve before it may be rolled out, as the gate has decided. */
    void needs(String id, int approvals) {
        set(id, "approvals_needed = ?", approvals);
    }

    /** Empty until the gate has let the challenger pass. */
    @Transactional(readOnly = true)
    OptionalInt needed(String id) {
        Integer needed = jdbc.sql("select approvals_needed from promotion where id = ?")
                .param(id)
                .query(Integer.class)
                .optional()
                .orElse(null);
        return needed == null ? OptionalInt.empty() : OptionalInt.of(needed);
    }

    void started(String id, String processInstanceId) {
        set(id, "process_instance_id = ?", processInstanceId);
    }

    /** The champion that a challenger is held against: the one that serves when the work begins. */
    void against(String id, @Nullable String champion, @Nullable String digest) {
        jdbc.sql("update promotion set champion = ?, champion_digest = ? where id = ?")
                .params(Arrays.asList(champion, digest, id))
                .update();
    }

    void trained(String id, String run, String version, String digest) {
        set(id, "run = ?, version = ?, digest = ?", run, version, digest);
    }

    /** Moves it on; one that is there already stays. */
    void move(String id, PromotionState next) {
        Promotion promotion = lock(id);
        if (promotion.state() != next) {
            promotion.requireNext(next);
            set(id, "state = ?, changed_at = ?", next.text(), now());
            audit.append(
                    "mendflow",
                    "promotion." + next.text(),
                    id,
                    Map.of("from", promotion.state().text()));
        }
    }

    /** Ends it and frees its model; one that has ended stays as it is. */
    void end(String id, PromotionState end, String by, String outcome) {
        Promotion promotion = lock(id);
        if (promotion.state().isEnded()) {
            return;
        }
        promotion.requireNext(end);
        set(id, "state = ?, outcome = ?, changed_at = ?, ended_at = ?", end.text(), cut(outcome, 4000), now(), now());
        jdbc.sql("delete from model_lease where promotion_id = ?").param(id).update();
        tell(id, end.text(), outcome);
        audit.append(
                by,
                "promotion." + end.text(),
                id,
                Map.of("from", promotion.state().text(), "outcome", outcome));
    }

    void tell(String id, String kind, String text) {
        String line = cut(text, 4000);
        OffsetDateTime at = now();
        jdbc.sql("insert into promotion_event (promotion_id, at, kind, text) values (?, ?, ?, ?)")
                .params(List.of(id, at, kind, line))
                .update();
        events.publishEvent(new PromotionTold(id, at.toInstant(), kind, line));
    }

    /** Keeps a document; the last one of a name counts. */
    void keep(String id, String name, String mediaType, String content) {
        String sha256 = sha256(content);
        jdbc.sql("delete from promotion_document where promotion_id = ? and name = ?")
                .params(List.of(id, name))
                .update();
        jdbc.sql(
                        "insert into promotion_document (promotion_id, name, media_type, content, sha256, at) values (?, ?, ?, ?, ?, ?)")
                .params(List.of(id, name, mediaType, content, sha256, now()))
                .update();
        audit.append("mendflow", "promotion.document", id, Map.of("name", name, "sha256", sha256));
    }

    void keep(String id, String name, Object report) {
        try {
            keep(id, name, "application/json", json.writeValueAsString(report));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected a report that can be written as JSON: " + name, e);
        }
    }

    /** Adds to a document that is a list; one that is not there begins with it. */
    <T> void append(String id, String name, Class<T[]> type, T next) {
        var all = new ArrayList<T>();
        if (document(id, name).isPresent()) {
            all.addAll(List.of(read(id, name, type)));
        }
        all.add(next);
        keep(id, name, all);
    }

    /** @throws IllegalStateException when there is no such document, or it is another thing */
    <T> T read(String id, String name, Class<T> type) {
        Promotion.Document document = document(id, name)
                .orElseThrow(() -> new IllegalStateException("Expected promotion %s to have %s".formatted(id, name)));
        try {
            return json.readValue(document.content(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected %s of promotion %s to be readable".formatted(name, id), e);
        }
    }

    /** The promotion, with its row locked until the caller's transaction ends. */
    Promotion lock(String id) {
        return jdbc.sql("select * from promotion where id = ? for update")
                .param(id)
                .query((row, n) -> promotion(row))
                .single();
    }

    /**
     * The same for a step of its flow. A step that waited here while somebody ended the promotion must not act any more.
     *
     * @throws PromotionRefused when it has ended
     */
    Promotion working(String id) {
        Promotion promotion = lock(id);
        if (promotion.state().isEnded()) {
            throw new PromotionRefused("Expected promotion %s to be under way, but it is '%s'; the step does nothing"
                    .formatted(id, promotion.state().text()));
        }
        return promotion;
    }

    private void set(String id, String assignments, Object... values) {
        var all = new ArrayList<>(List.of(values));
        all.add(id);
        jdbc.sql("update promotion set " + assignments + " where id = ?")
                .params(all)
                .update();
    }

    private static Promotion promotion(ResultSet row) throws SQLException {
        return new Promotion(
                row.getString("id"),
                row.getString("model"),
                Promotion.Kind.parse(row.getString("kind")),
                PromotionState.parse(row.getString("state")),
                row.getString("cause"),
                row.getString("reason"),
                row.getString("requested_by"),
                row.getInt("tier"),
                row.getString("process_instance_id"),
                row.getString("champion"),
                row.getString("champion_digest"),
                row.getString("run"),
                row.getString("version"),
                row.getString("digest"),
                row.getString("outcome"),
                instant(row, "opened_at"),
                instant(row, "changed_at"),
                row.getObject("ended_at") == null ? null : instant(row, "ended_at"));
    }

    private static Promotion.Document document(ResultSet row) throws SQLException {
        return new Promotion.Document(
                row.getString("name"),
                row.getString("media_type"),
                row.getString("content"),
                row.getString("sha256"),
                instant(row, "at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static String sha256(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /**
     * A promotion with its place in the list.
     *
     * @param number what the next page starts before
     */
    public record Listed(long number, Promotion promotion) {}
}
