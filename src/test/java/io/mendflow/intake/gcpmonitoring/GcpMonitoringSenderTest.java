package io.mendflow.intake.gcpmonitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GcpMonitoringSenderTest {

    private static final String OPEN =
            """
            {"incident":{"incident_id":"0.opqiw61fsv7p","scoping_project_id":"shop-project","scoping_project_number":12345,
              "url":"https://console.cloud.google.com/monitoring/alerting/incidents/0.opqiw61fsv7p","started_at":1772366280,"ended_at":null,
              "state":"open","summary":"CPU utilization for shop-project checkout is above the threshold of 0.5 with a value of 0.8.",
              "apigee_url":"","observed_value":"0.8","resource":{"type":"cloud_run_revision",
               "labels":{"service_name":"checkout","location":"europe-west1","project_id":"shop-project"}},
              "resource_type_display_name":"Cloud Run Revision","resource_id":"1","resource_display_name":"checkout-00001",
              "resource_name":"shop-project checkout","metric":{"type":"run.googleapis.com/container/cpu/utilizations",
               "displayName":"CPU utilization","labels":{"instance_name":"a1"}},
              "metadata":{"system_labels":{"region":"europe-west1"},"user_labels":{"app":"a"}},
              "policy_name":"CPU of Cloud Run","policy_user_labels":{"env":"staging"},
              "documentation":{"content":"Look at the dashboard","mime_type":"text/markdown","subject":"CPU","links":[]},
              "condition":{"name":"projects/p/alertPolicies/1/conditions/2","displayName":"CPU","conditionThreshold":{"thresholdValue":0.5}},
              "condition_name":"CPU utilization is high","threshold_value":"0.5","severity":"Critical"},"version":"1.2"}""";

    private static final String OLD =
            """
            {"incident":{"incident_id":"f2e08c333dc64cb09f75eaab355393bz","resource_id":"i-4a266a2d","resource_name":"webserver-85",
              "state":"open","started_at":1772366280,"ended_at":null,"policy_name":"Webserver Health","condition_name":"CPU usage",
              "url":"https://console.cloud.google.com/monitoring/alerting/incidents/f2e0","documentation":"Read the handbook",
              "summary":"CPU for webserver-85 is above the threshold of 1% with a value of 28.5%"},"version":"1.1"}""";

    private final Reading reading = new Reading(new GcpMonitoringSender(), "gcp-monitoring");

    @Test
    void readsAnOpenIncident() {
        Signal signal = reading.one(OPEN);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.title()).isEqualTo("CPU utilization is high");
        assertThat(signal.service()).isEqualTo("a");
        assertThat(reading.one(OPEN.replace("\"user_labels\":{\"app\":\"a\"}", "\"user_labels\":{}"))
                        .service())
                .isEqualTo("checkout");
        assertThat(reading.one(OPEN.replace("{\"env\":\"staging\"}", "{\"service\":\"till\"}"))
                        .service())
                .isEqualTo("till");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.fingerprint()).isEqualTo("0.opqiw61fsv7p");
        assertThat(signal.startsAt()).isEqualTo(Instant.ofEpochSecond(1772366280));
        assertThat(signal.labels())
                .containsEntry("project", "shop-project")
                .containsEntry("location", "europe-west1")
                .containsEntry("metric", "run.googleapis.com/container/cpu/utilizations");
        assertThat(signal.annotations())
                .containsEntry("documentation", "Look at the dashboard")
                .containsEntry("observedValue", "0.8")
                .containsEntry("policy", "CPU of Cloud Run");
    }

    @Test
    void resolvesWhatFiredWhenTheIncidentIsClosed() {
        Signal closed = reading.one(OPEN.replace("\"state\":\"open\"", "\"state\":\"closed\"")
                .replace("\"ended_at\":null", "\"ended_at\":1772366400"));

        assertThat(closed.status()).isEqualTo(Status.RESOLVED);
        assertThat(closed.fingerprint()).isEqualTo(reading.one(OPEN).fingerprint());
        assertThat(closed.startsAt()).isEqualTo(reading.one(OPEN).startsAt());
        assertThat(closed.endsAt()).isEqualTo(Instant.ofEpochSecond(1772366400));
        assertThat(reading.one(OPEN.replace("\"value of 0.8", "\"value of 0.9")).startsAt())
                .isEqualTo(closed.startsAt());
    }

    @Test
    void readsVersionOneDotOne() {
        Signal signal = reading.one(OLD);

        assertThat(signal.service()).isEqualTo("webserver-85");
        assertThat(signal.severity()).isEqualTo(Severity.WARNING);
        assertThat(signal.annotations()).containsEntry("documentation", "Read the handbook");
    }

    @Test
    void keepsATestOfTheChannelAsAnOccurrence() {
        Signal signal = reading.one(
                """
                {"version":"test","incident":{"incident_id":"12345","scoping_project_id":"12345","scoping_project_number":12345,
                 "url":"http://www.example.com","started_at":0,"ended_at":0,"state":"OPEN","summary":"Test Incident",
                 "resource":{"type":"example_resource","labels":{"example":"label"}},"policy_name":"projects/12345/alertPolicies/12345",
                 "condition_name":"Example condition","threshold_value":"0.9"}}""");

        assertThat(signal.status()).isEqualTo(Status.OCCURRED);
        assertThat(signal.title()).isEqualTo("Example condition");
    }

    @Test
    void refusesWhatIsNoIncident() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/incident");
        reading.refuses("{\"incident\":{\"state\":\"open\"}}", "/incident/incident_id");
        reading.refuses("{\"incident\":{\"incident_id\":\"1\"}}", "/incident/state");
        reading.refuses("{\"incident\":{\"incident_id\":\"1\",\"state\":\"ajar\"}}", "/incident/state");
    }

    @Test
    void provesItselfByATokenInTheAddressOrByBasicAuthentication() {
        assertThat(reading.sender().proves(reading.delivery("application/json", OPEN, ":query", "auth_token=t"), "t"))
                .isTrue();
        assertThat(reading.sender()
                        .proves(reading.delivery("application/json", OPEN, "authorization", "Basic Z2NwOnQ="), "t"))
                .isTrue();
        assertThat(reading.sender().proves(reading.delivery("application/json", OPEN), "t"))
                .isFalse();
    }

    @Test
    void survivesWhateverComes() {
        Mutants.survive(reading, OPEN);
        Mutants.survive(reading, OLD);
    }
}
