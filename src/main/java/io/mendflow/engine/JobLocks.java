package io.mendflow.engine;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Frees the jobs that a killed node left locked, where this node is the only one that there can be: on an embedded H2. */
class JobLocks {

    private static final Logger log = LoggerFactory.getLogger(JobLocks.class);

    private final DataSource database;

    JobLocks(DataSource database) {
        this.database = database;
    }

    void freeIfAlone() {
        if (isEmbedded()) {
            int freed = new JdbcTemplate(database)
                    .update(
                            "update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null where LOCK_OWNER_ is not null");
            if (freed > 0) {
                log.info("Freed {} jobs that the last run left locked; they go on at once", freed);
            }
        }
    }

    private boolean isEmbedded() {
        try (Connection connection = database.getConnection()) {
            String url = connection.getMetaData().getURL();
            return url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
        } catch (SQLException e) {
            throw new IllegalStateException("Expected the database to say what it is, but: " + e.getMessage(), e);
        }
    }
}
