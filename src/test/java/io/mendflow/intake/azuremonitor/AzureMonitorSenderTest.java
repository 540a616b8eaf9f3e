package io.mendflow.intake.azuremonitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AzureMonitorSenderTest {

    private static final String METRIC =
            """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{
              "alertId":"/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.AlertsManagement/alerts/b9569717-bc32-442f-add5-83a997729330",
              "alertRule":"WCUS-R2-Gen2","severity":"Sev1","signalType":"Metric","monitorCondition":"Fired","monitoringService":"Platform",
              "alertTargetIDs":["/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/pipelinealertrg/providers/microsoft.compute/virtualmachines/wcus-r2-gen2"],
              "configurationItems":["wcus-r2-gen2"],
              "originAlertId":"3f2d4487-b0fc-4125-8bd5-7ad17384221e_PipeLineAlertRG_microsoft.insights_metricAlerts_WCUS-R2-Gen2_-117781227",
              "firedDateTime":"2026-03-01T11:58:24.3713213Z","description":"CPU","essentialsVersion":"1.0","alertContextVersion":"1.0"},
             "alertContext":{"properties":null,"conditionType":"SingleResourceMultipleMetricCriteria","condition":{"windowSize":"PT5M","allOf":[
              {"metricName":"Percentage CPU","metricNamespace":"Microsoft.Compute/virtualMachines","operator":"GreaterThan","threshold":"25",
               "timeAggregation":"Average","dimensions":[{"name":"ResourceId","value":"3efad9dc-3d50-4eac-9c87-8b3fd6f97e4e"}],"metricValue":7.727}]}},
             "customProperties":{"environment":"staging","runbook":"https://wiki.example/cpu"}}}""";

    private static final String LOG =
            """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{
              "alertId":"/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/12345","alertRule":"failed logins","severity":"Sev2",
              "signalType":"Log","monitorCondition":"Fired","monitoringService":"Log Alerts V2",
              "alertTargetIDs":["/subscriptions/1/resourceGroups/rg/providers/microsoft.operationalinsights/workspaces/shop-logs"],
              "originAlertId":"a1b2","firedDateTime":"2026-03-01T11:58:00.0623172","description":"x","essentialsVersion":"1.0","alertContextVersion":"1.0"},
             "alertContext":{"properties":{"service":"login"},"conditionType":"LogQueryCriteria","condition":{"windowSize":"PT10M","allOf":[
              {"searchQuery":"SigninLogs | where x","metricMeasureColumn":null,"targetResourceTypes":"[]","operator":"GreaterThan","threshold":"3",
               "timeAggregation":"Count","dimensions":[],"metricValue":7.0,"failingPeriods":{"numberOfEvaluationPeriods":1},
               "linkToFilteredSearchResultsUI":"https://portal.azure.com/#x"}],"windowStartTime":"2026-03-01T11:48:00Z"}}}}""";

    private static final String RESOURCE_HEALTH =
            """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/c1",
              "alertRule":"health of web","severity":"Sev4","signalType":"Activity Log","monitorCondition":"Fired","monitoringService":"Resource Health",
              "alertTargetIDs":["/subscriptions/1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/web"],"configurationItems":["web"],
              "originAlertId":"event-1","firedDateTime":"2026-03-01T11:58:00Z","essentialsVersion":"1.0","alertContextVersion":"1.0"},
             "alertContext":{"channels":"Admin, Operation","correlationId":"a1","eventSource":"ResourceHealth","eventTimestamp":"2026-03-01T11:57:00Z",
              "eventDataId":"d1","level":"Critical","operationName":"Microsoft.Resourcehealth/healthevent/Activated/action","operationId":"a1",
              "properties":{"title":"This virtual machine is stopping","details":null,"currentHealthStatus":"Unavailable",
              "previousHealthStatus":"Available","type":"Downtime","cause":"UserInitiated"},"status":"Active","submissionTimestamp":"2026-03-01T11:57:30Z"}}}""";

    private static final String SERVICE_HEALTH =
            """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/s1",
              "alertRule":"azure itself","severity":"Sev4","signalType":"Activity Log","monitorCondition":"Fired","monitoringService":"ServiceHealth",
              "alertTargetIDs":["/subscriptions/1"],"originAlertId":"event-7","firedDateTime":"2026-03-01T11:58:00Z"},
             "alertContext":{"authorization":null,"channels":1,"level":3,"operationName":"Microsoft.ServiceHealth/incident/action","properties":{
              "title":"Network trouble in West Europe","service":"SQL Database","region":"West Europe","incidentType":"Incident",
              "trackingId":"VLB1-XYZ","stage":"Active","communication":"We look into it"},"status":"Active"}}}""";

    private static final String METRIC_V2 =
            """
            {"schemaId":"AzureMonitorMetricAlert","data":{"version":"2.0","status":"Activated","context":{"timestamp":"2026-03-01T11:58:10.1714014Z",
              "id":"/subscriptions/1/resourceGroups/Contoso/providers/microsoft.insights/metricAlerts/StorageCheck","name":"StorageCheck",
              "description":"","conditionType":"SingleResourceMultipleMetricCriteria","severity":"3","condition":{"windowSize":"PT5M","allOf":[
               {"metricName":"Transactions","metricNamespace":"microsoft.storage/storageAccounts","dimensions":[{"name":"AccountResourceId","value":"/x"}],
                "operator":"GreaterThan","threshold":"0","timeAggregation":"PT5M","metricValue":1}]},
              "subscriptionId":"1","resourceGroupName":"Contoso","resourceName":"diag500","resourceType":"Microsoft.Storage/storageAccounts",
              "resourceId":"/subscriptions/1/resourceGroups/Contoso/providers/Microsoft.Storage/storageAccounts/diag500",
              "portalLink":"https://portal.azure.com/#resource/diag500"},"properties":{"key1":"value1"}}}""";

    private static final String CLASSIC =
            """
            {"status":"Activated","context":{"timestamp":"2026-03-01T11:58:10.1714014Z","id":"/subscriptions/1/providers/microsoft.insights/alertrules/r1",
              "name":"ruleName1","description":"some description","conditionType":"Metric","condition":{"metricName":"Requests","metricUnit":"Count",
              "metricValue":"10","threshold":"10","windowSize":"15","timeAggregation":"Average","operator":"GreaterThanOrEqual"},
              "subscriptionId":"1","resourceGroupName":"rg","resourceName":"mysite1","resourceType":"microsoft.foo/sites",
              "resourceId":"/subscriptions/1/resourceGroups/rg/providers/microsoft.foo/sites/mysite1","resourceRegion":"centralus",
              "portalLink":"https://portal.azure.com/#x"},"properties":{}}""";

    private final Reading reading = new Reading(new AzureMonitorSender(), "azure-monitor");

    @Test
    void readsAMetricAlertOfTheCommonSchema() {
        Signal signal = reading.one(METRIC);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.ERROR);
        assertThat(signal.title()).isEqualTo("WCUS-R2-Gen2");
        assertThat(signal.service()).isEqualTo("wcus-r2-gen2");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.fingerprint()).endsWith("_WCUS-R2-Gen2_-117781227");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:24.371321Z"));
        assertThat(signal.labels())
                .containsEntry("resource_group", "pipelinealertrg")
                .containsEntry("metric", "Percentage CPU")
                .containsEntry("ResourceId", "3efad9dc-3d50-4eac-9c87-8b3fd6f97e4e");
        assertThat(signal.annotations())
                .containsEntry("value", "7.727")
                .containsEntry("threshold", "25")
                .containsEntry("runbook", "https://wiki.example/cpu");
    }

    @Test
    void resolvesWhatFiredByTheSameAlert() {
        for (String fired : List.of(METRIC, LOG)) {
            Signal firing = reading.one(fired);
            Signal resolved =
                    reading.one(fired.replace("\"monitorCondition\":\"Fired\"", "\"monitorCondition\":\"Resolved\"")
                            .replace(
                                    "\"description\"",
                                    "\"resolvedDateTime\":\"2026-03-01T12:03:16.2246313Z\",\"description\""));

            assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
            assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
            assertThat(resolved.startsAt()).isEqualTo(firing.startsAt()).isNotNull();
            assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T12:03:16.224631Z"));
        }
        for (String fired : List.of(METRIC_V2, CLASSIC)) {
            Signal resolved =
                    reading.one(fired.replace("Activated", "Deactivated").replace("11:58:10", "12:03:10"));

            assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
            assertThat(resolved.fingerprint()).isEqualTo(reading.one(fired).fingerprint());
            assertThat(resolved.startsAt()).isNull();
            assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T12:03:10.171401Z"));
        }
    }

    @Test
    void takesTheAlertsIdWhereThereIsNoOrigin() {
        assertThat(reading.one(METRIC.replaceAll("\"originAlertId\":\"[^\"]*\",", ""))
                        .fingerprint())
                .endsWith("alerts/b9569717-bc32-442f-add5-83a997729330");
    }

    @Test
    void readsALogAlertOfTheCommonSchema() {
        Signal signal = reading.one(LOG);

        assertThat(signal.service()).isEqualTo("login");
        assertThat(signal.severity()).isEqualTo(Severity.WARNING);
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.062317Z"));
        assertThat(signal.annotations())
                .containsEntry("query", "SigninLogs | where x")
                .containsEntry("results", "https://portal.azure.com/#x");
    }

    @Test
    void endsATroubleOfAzureWhenItsHealthSaysSo() {
        Signal down = reading.one(RESOURCE_HEALTH);
        Signal up = reading.one(RESOURCE_HEALTH
                .replace("\"currentHealthStatus\":\"Unavailable\"", "\"currentHealthStatus\":\"Available\"")
                .replace("event-1", "event-2"));
        assertThat(down.status()).isEqualTo(Status.FIRING);
        assertThat(down.service()).isEqualTo("web");
        assertThat(up.status()).isEqualTo(Status.RESOLVED);
        assertThat(up.fingerprint()).isEqualTo(down.fingerprint());
        assertThat(up.startsAt()).isNull();

        Signal active = reading.one(SERVICE_HEALTH);
        Signal over =
                reading.one(SERVICE_HEALTH.replace("\"Active\"", "\"Resolved\"").replace("event-7", "event-8"));
        assertThat(active.status()).isEqualTo(Status.FIRING);
        assertThat(active.service()).isEqualTo("SQL Database");
        assertThat(active.annotations()).containsEntry("communication", "Network trouble in West Europe");
        assertThat(over.status()).isEqualTo(Status.RESOLVED);
        assertThat(over.fingerprint()).isEqualTo(active.fingerprint());
    }

    @Test
    void readsAnAlertOnAnOperation() {
        Signal signal = reading.one(RESOURCE_HEALTH
                .replace("Resource Health", "Activity Log - Administrative")
                .replace(
                        "Microsoft.Resourcehealth/healthevent/Activated/action",
                        "Microsoft.Compute/virtualMachines/restart/action"));

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.INFO);
        assertThat(signal.fingerprint()).isEqualTo("event-1");
        assertThat(signal.annotations()).containsEntry("operation", "Microsoft.Compute/virtualMachines/restart/action");
    }

    @Test
    void readsMetricAlertsWithoutTheCommonSchema() {
        Signal signal = reading.one(METRIC_V2);

        assertThat(signal.title()).isEqualTo("StorageCheck");
        assertThat(signal.service()).isEqualTo("diag500");
        assertThat(signal.severity()).isEqualTo(Severity.INFO);
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:10.171401Z"));
        assertThat(signal.labels()).containsEntry("metric", "Transactions");
        assertThat(signal.annotations()).containsEntry("key1", "value1");
        assertThat(reading.one(CLASSIC).service()).isEqualTo("mysite1");
        assertThat(reading.one(CLASSIC).labels()).containsEntry("metric", "Requests");
    }

    @Test
    void refusesWhatIsNoAlert() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/data/essentials");
        reading.refuses("{\"data\":{\"essentials\":{}}}", "/data/essentials/monitorCondition");
        reading.refuses(
                "{\"data\":{\"essentials\":{\"monitorCondition\":\"Maybe\"}}}", "/data/essentials/monitorCondition");
        reading.refuses("{\"data\":{\"essentials\":{\"monitorCondition\":\"Fired\"}}}", "/data/essentials/alertId");
        reading.refuses("{\"status\":\"Activated\",\"context\":{}}", "/context/name");
        reading.refuses("{\"data\":{\"status\":\"?\",\"context\":{}}}", "/data/status");
    }

    @Test
    void survivesWhateverComes() {
        for (String payload : List.of(METRIC, LOG, RESOURCE_HEALTH, SERVICE_HEALTH, METRIC_V2, CLASSIC)) {
            Mutants.survive(reading, payload);
        }
    }
}
