package io.mendflow.model;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Models of which nothing new takes over until somebody thaws them. */
@Component
@Transactional
public class ModelFreezes {

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;

    ModelFreezes(JdbcClient jdbc, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who froze a model, when and why. */
    public record ModelFreeze(String by, String reason, Instant at) {}

    @Transactional(readOnly = true)
    public Optional<ModelFreeze> of(String model) {
        return jdbc.sql("select * from model_freeze where model = ?")
                .param(model)
                .query((row, n) -> new ModelFreeze(
                        row.getString("frozen_by"),
                        row.getString("reason"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    /** One that is frozen already stays as it is. */
    void freeze(String model, String by, String reason) {
        if (of(model).isEmpty()) {
            jdbc.sql("insert into model_freeze (model, frozen_by, reason, at) values (?, ?, ?, ?)")
                    .params(List.of(
                            model,
                            by,
                            reason,
                            clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC)))
                    .update();
            audit.append(by, "model.freeze", model, Map.of("reason", reason));
        }
    }

    /** @return false when it was not frozen */
    public boolean thaw(String model, String by, String reason) {
        int rows = jdbc.sql("delete from model_freeze where model = ?")
                .param(model)
                .update();
        if (rows > 0) {
            audit.append(by, "model.thaw", model, Map.of("reason", reason));
        }
        return rows > 0;
    }
}
