package io.mendflow.incident;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** Adds the rows of new incidents. */
@Component
class Openings {

    private final JdbcClient jdbc;

    Openings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An incident about a signal, which itself is still to be added; its key and its id. */
    Opened open(Signal signal, @Nullable String follows, @Nullable String splitFrom) {
        var generated = new GeneratedKeyHolder();
        jdbc.sql(
                        """
                        insert into incident (state, severity, service, environment, title, labels, causes, opened_at, last_signal_at,
                            follows, split_from)
                        values ('open', ?, ?, ?, ?, ?, '[]', ?, ?, ?, ?)""")
                .param(signal.severity().text())
                .param(signal.service())
                .param(signal.environment())
                .param(signal.title())
                .param(Rows.json(signal.labels()))
                .param(Rows.at(signal.receivedAt()))
                .param(Rows.at(signal.receivedAt()))
                .param(follows)
                .param(splitFrom)
                .update(generated, "id");
        long id = Objects.requireNonNull(generated.getKey()).longValue();
        String key = "INC-" + id;
        jdbc.sql("update incident set incident_key = ? where id = ?")
                .param(key)
                .param(id)
                .update();
        return new Opened(id, key);
    }

    /** A new incident. */
    record Opened(long id, String key) {}
}
