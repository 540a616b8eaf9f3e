package io.mendflow.model.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What checking a table has shown; made to be written as JSON.
 *
 * @param table its name
 * @param rows how many were read
 * @param digest of exactly the rows that were checked; null when the table could not be read to its end
 * @param findings worst first
 */
public record DataReport(
        String table,
        Instant checkedAt,
        long rows,
        @Nullable Digest digest,
        List<ColumnSummary> columns,
        List<Finding> findings) {

    public DataReport {
        columns = List.copyOf(columns);
        findings = List.copyOf(findings);
    }

    /** Whether nothing is against using the data. */
    @JsonProperty("ok")
    public boolean ok() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** The findings of one severity. */
    public List<Finding> findings(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
    }
}
