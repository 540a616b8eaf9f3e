package io.mendflow.intake.evidently;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Reading;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidentlySenderTest {

    /** The JSON of {@code Report([DataDriftPreset()])} of Evidently 0.7.23. */
    private static final String REPORT =
            """
            {"metrics": [
              {"id": "15e89f895b482f9b84ba7274ed18a106", "metric_name": "DriftedColumnsCount(drift_share=0.5)",
               "config": {"type": "evidently:metric_v2:DriftedColumnsCount", "drift_share": 0.5},
               "value": {"count": 1.0, "share": 0.5}},
              {"id": "a405eeba08bef8251ba929d5632a71c7",
               "metric_name": "ValueDrift(column=x,method=K-S p_value,threshold=0.05)",
               "config": {"type": "evidently:metric_v2:ValueDrift", "column": "x", "method": "K-S p_value", "threshold": 0.05},
               "value": 2.775152734149321e-82},
              {"id": "90a8424fb646093a8270c5d931ae12e1",
               "metric_name": "ValueDrift(column=y,method=K-S p_value,threshold=0.05)",
               "config": {"type": "evidently:metric_v2:ValueDrift", "column": "y", "method": "K-S p_value", "threshold": 0.05},
               "value": 0.7933622419382523}], "tests": []}
            """;

    /** The JSON of a report of Evidently 0.4. */
    private static final String OLD =
            """
            {"version": "0.4.40", "timestamp": "2026-03-01 11:00:00.123456", "metrics": [
              {"metric": "DatasetDriftMetric", "result": {"drift_share": 0.5, "number_of_columns": 2,
               "number_of_drifted_columns": 2, "share_of_drifted_columns": 1.0, "dataset_drift": true}},
              {"metric": "DataDriftTable", "result": {"number_of_columns": 2, "number_of_drifted_columns": 2,
               "share_of_drifted_columns": 1.0, "dataset_drift": true, "drift_by_columns": {
                 "x": {"column_name": "x", "drift_score": 0.0, "drift_detected": true},
                 "y": {"column_name": "y", "drift_score": 0.01, "drift_detected": true}}}}]}
            """;

    private final Reading reading = new Reading(new EvidentlySender(), "evidently");

    @Test
    void firesOnAReportWhoseDataSetDrifts() {
        Signal signal = reading.one(about("churn", REPORT));

        assertThat(signal.kind()).isEqualTo(Kind.DRIFT);
        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.WARNING);
        assertThat(signal.service()).isEqualTo("churn");
        assertThat(signal.title()).isEqualTo("The data of model 'churn' drift");
        assertThat(signal.labels()).isEqualTo(Map.of("model", "churn"));
        assertThat(signal.annotations())
                .containsEntry("driftShare", "0.5")
                .containsEntry("driftShareAllowed", "0.5")
                .containsEntry("driftedColumns", "x");
    }

    @Test
    void resolvesWhatFiredForTheSameModel() {
        Signal firing = reading.one(about("churn", REPORT));
        Signal resolved = reading.one(about("churn", REPORT.replace("\"share\": 0.5", "\"share\": 0.49")));
        Signal other = reading.one(about("fraud", REPORT));

        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(other.fingerprint()).isNotEqualTo(firing.fingerprint());
    }

    @Test
    void readsReportsFromBefore() {
        Signal signal = reading.one(OLD);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.annotations())
                .containsEntry("driftedColumns", "x, y")
                .containsEntry("driftShare", "1.0")
                .containsEntry("reportedAt", "2026-03-01 11:00:00.123456");
        assertThat(signal.labels()).isEmpty();
        assertThat(signal.service()).isEqualTo("unknown");
        assertThat(reading.one(OLD.replace("\"dataset_drift\": true", "\"dataset_drift\": false"))
                        .status())
                .isEqualTo(Status.RESOLVED);
    }

    @Test
    void readsTheParametersFromTheNameWhereThereIsNoConfig() {
        String columns = "{\"model\":\"churn\",\"metrics\":[{\"metric_id\":\"%s\",\"value\":%s}]}";

        assertThat(status(columns.formatted("DriftedColumnsCount(drift_share=0.7)", "{\"count\":2,\"share\":0.6}")))
                .isEqualTo(Status.RESOLVED);
        assertThat(status(columns.formatted("ValueDrift(column=x,method=K-S p_value,threshold=0.05)", "0.04")))
                .isEqualTo(Status.FIRING);
        assertThat(status(columns.formatted(
                        "ValueDrift(column=x,method=Wasserstein distance (normed),threshold=0.1)", "0.04")))
                .isEqualTo(Status.RESOLVED);
        assertThat(status(columns.formatted("ValueDrift(column=x,method=PSI,threshold=0.1)", "0.1")))
                .isEqualTo(Status.FIRING);
    }

    @Test
    void findsTheModelWhereItMayStand() {
        for (String body : new String[] {
            "{\"model_name\":\"churn\",\"dataset_drift\":true}",
            "{\"metadata\":{\"model_id\":\"churn\"},\"dataset_drift\":true}",
            "{\"report\":{\"metadata\":{\"model\":\"churn\"},\"dataset_drift\":true}}"
        }) {
            assertThat(reading.one(body).labels()).as(body).containsEntry("model", "churn");
        }
        Signal signal = reading.one(
                "{\"model\":\"churn\",\"model_version\":3,\"service\":\"scoring\",\"environment\":\"staging\",\"severity\":\"critical\",\"dataset_drift\":true}");
        assertThat(signal.labels()).containsEntry("version", "3");
        assertThat(signal.service()).isEqualTo("scoring");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void namesWhatItCannotRead() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/metrics");
        reading.refuses("{\"metrics\":[]}", "/metrics");
        reading.refuses("{\"metrics\":[{\"metric_name\":\"RowCount()\",\"value\":3}]}", "/metrics");
        reading.refuses("{\"metrics\":[{}]}", "/metrics/0/metric_id");
        reading.refuses("{\"dataset_drift\":\"perhaps\"}", "/dataset_drift");
        reading.refuses("{\"report\":[]}", "/report");
        reading.refuses(REPORT.replace("0.7933622419382523", "\"x\""), "/metrics/2/value");
        reading.refuses(REPORT.replace("\"share\": 0.5", "\"share\": null"), "/metrics/0/value/share");
    }

    private Status status(String body) {
        return reading.one(body).status();
    }

    private static String about(String model, String report) {
        return "{\"model\":\"%s\",\"report\":%s}".formatted(model, report);
    }
}
