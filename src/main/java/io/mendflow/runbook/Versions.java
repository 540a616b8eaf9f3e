package io.mendflow.runbook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The deployments that Mendflow made from runbook files. */
@Component
class Versions {

    private final JdbcClient jdbc;
    private final Clock clock;

    Versions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<Version> find(String processDefinitionId) {
        return jdbc.sql("select * from runbook_version where process_definition_id = ?")
                .param(processDefinitionId)
                .query(Versions::version)
                .optional();
    }

    /** The newest version that was made from a file. */
    Optional<Version> newestOf(String file) {
        return jdbc.sql("select * from runbook_version where file = ? order by id desc limit 1")
                .param(file)
                .query(Versions::version)
                .optional();
    }

    void add(Version version) {
        jdbc.sql(
                        """
                        insert into runbook_version
                        (runbook_id, version, deployment_id, process_definition_id, source_hash, file, deployed_at)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(List.of(
                        version.runbookId(),
                        version.version(),
                        version.deploymentId(),
                        version.processDefinitionId(),
                        version.sourceHash(),
                        version.file(),
                        Rows.at(clock.instant())))
                .update();
    }

    private static Version version(ResultSet row, int number) throws SQLException {
        return new Version(
                row.getString("runbook_id"),
                row.getInt("version"),
                row.getString("deployment_id"),
                row.getString("process_definition_id"),
                row.getString("source_hash"),
                row.getString("file"));
    }

    /** One deployed version of a runbook. */
    record Version(
            String runbookId,
            int version,
            String deploymentId,
            String processDefinitionId,
            String sourceHash,
            String file) {}
}
