package io.mendflow.model;

import io.mendflow.audit.Audit;
import io.mendflow.model.drift.DriftReport;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Checks for drift on demand and by schedule, remembers what came of it, and asks for a retrain where it is confirmed. */
@Component
public class DriftWatch {

    private final DriftChecks checks;
    private final Retrains retrains;
    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;

    DriftWatch(DriftChecks checks, Retrains retrains, JdbcClient jdbc, Audit audit, Clock clock) {
        this.checks = checks;
        this.retrains = retrains;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A drift check that was made.
     *
     * @param confirmed whether it is enough for a retrain
     */
    public record Made(
            Instant at, String askedBy, String verdict, boolean confirmed, int drifted, int features, String summary) {}

    /** A drift check with all that it found, and what came of it; {@code answer} is null without a drift. */
    public record Outcome(DriftReport report, boolean confirmed, Retrains.@Nullable Answer answer) {}

    /**
     * Checks now.
     *
     * @throws UnknownModel when the model is not looked after
     * @throws IllegalArgumentException when its settings name no rows, or they cannot be read
     */
    public Outcome check(String model, String by) {
        DriftReport report = checks.check(model);
        boolean confirmed = checks.isConfirmed(model, report);
        jdbc.sql(
                        """
                        insert into model_drift_check (model, at, asked_by, verdict, confirmed, drifted, features, summary)
                        values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(List.of(
                        model,
                        clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC),
                        by,
                        report.verdict().text(),
                        confirmed,
                        report.drifted(),
                        report.features(),
                        report.summary()))
                .update();
        audit.append(
                by,
                "model.drift-check",
                model,
                Map.of("verdict", report.verdict().text(), "confirmed", confirmed));
        Retrains.Answer answer =
                confirmed ? retrains.ask(model, new Retrains.Wish("drift", report.summary(), "mendflow", null)) : null;
        return new Outcome(report, confirmed, answer);
    }

    /** The last check of a model. */
    @Transactional(readOnly = true)
    public Optional<Made> last(String model) {
        return jdbc.sql("select * from model_drift_check where model = ? order by number desc limit 1")
                .param(model)
                .query((row, n) -> new Made(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("asked_by"),
                        row.getString("verdict"),
                        row.getBoolean("confirmed"),
                        row.getInt("drifted"),
                        row.getInt("features"),
                        row.getString("summary")))
                .optional();
    }
}
