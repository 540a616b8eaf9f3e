package io.mendflow.intake.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GenericSenderTest {

    private final Reading plain = reading("generic");

    @Test
    void readsThePlainShape() {
        Signal signal = plain.one(
                """
                {"title":"disk full","service":"web","severity":"page","status":"firing","labels":{"host":"a","free":0.10,"tags":["x"]}}""");

        assertThat(signal.title()).isEqualTo("disk full");
        assertThat(signal.service()).isEqualTo("web");
        assertThat(signal.environment()).isEqualTo("production");
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.kind()).isEqualTo(Kind.ALERT);
        assertThat(signal.startsAt()).isNull();
        assertThat(signal.labels())
                .containsEntry("host", "a")
                .containsEntry("free", "0.10")
                .containsEntry("tags", "[\"x\"]");
    }

    @Test
    void tiesAResolvedSignalToItsFiringOne() {
        Signal firing = plain.one("{\"title\":\"down\",\"service\":\"web\",\"labels\":{\"a\":\"1\",\"b\":\"2\"}}");
        Signal resolved = plain.one(
                "{\"status\":\"OK\",\"labels\":{\"b\":\"2\",\"a\":\"1\"},\"service\":\"web\",\"title\":\"down\",\"severity\":\"info\"}");
        Signal other = plain.one("{\"title\":\"down\",\"service\":\"web\",\"labels\":{\"a\":\"12\",\"b\":\"\"}}");

        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(other.fingerprint()).isNotEqualTo(firing.fingerprint());
    }

    @Test
    void readsADeployAsAChange() {
        Signal deploy = plain.one(
                "{\"kind\":\"change\",\"title\":\"web 2.1\",\"service\":\"web\",\"startsAt\":1772366400,\"fingerprint\":\"%s\"}"
                        .formatted("f".repeat(300)));

        assertThat(deploy.kind()).isEqualTo(Kind.CHANGE);
        assertThat(deploy.status()).isEqualTo(Status.OCCURRED);
        assertThat(deploy.severity()).isEqualTo(Severity.INFO);
        assertThat(deploy.startsAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(deploy.fingerprint()).hasSize(64);
        assertThat(deploy.annotations()).containsEntry("fingerprint", "f".repeat(300));
    }

    @Test
    void tellsTheUnitOfANumberByItsSize() {
        for (String number : List.of("1772366400", "1772366400000", "1772366400000000", "1772366400000000000")) {
            assertThat(plain.one("{\"title\":\"a\",\"service\":\"b\",\"startsAt\":%s}".formatted(number))
                            .startsAt())
                    .isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        }
    }

    @Test
    void followsTheMappingOfItsSource() {
        Reading mapped = reading(
                "legacy",
                "mapping.title",
                "/check/name",
                "mapping.service",
                "billing",
                "mapping.severity",
                "/level",
                "mapping.status",
                "/state",
                "mapping.resolved",
                "GREEN,cleared",
                "mapping.fingerprint",
                "/check/id",
                "mapping.labels",
                "",
                "mapping.items",
                "/events");
        List<Signal> signals = mapped.json(
                """
                {"events":[{"check":{"name":"cpu","id":7},"level":"major","state":"red"},
                           {"check":{"name":"cpu","id":7},"level":"major","state":"green","host":"a~/b"}]}""");

        assertThat(signals).extracting(Signal::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(signals).extracting(Signal::service).containsOnly("billing");
        assertThat(signals).extracting(Signal::fingerprint).containsOnly("7");
        assertThat(signals).extracting(Signal::severity).containsOnly(Severity.ERROR);
        assertThat(signals.get(1).labels()).containsEntry("host", "a~/b").containsEntry("level", "major");
        mapped.refuses("{\"events\":[{\"check\":{}}]}", "/events/0/check/name");
        mapped.refuses("{\"check\":{\"name\":\"cpu\"}}", "/events");
    }

    @Test
    void refusesAMappingThatPointsNowhere() {
        assertThatThrownBy(() -> reading("legacy", "mapping.labels", "tags"))
                .rootCause()
                .hasMessageContaining("JSON Pointers")
                .hasMessageContaining("'tags'");
    }

    private static Reading reading(String source, String... mapping) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < mapping.length; i += 2) {
            properties.put("mendflow.sources.%s.%s".formatted(source, mapping[i]), mapping[i + 1]);
        }
        MappingSettings settings = new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mendflow", MappingSettings.class);
        return new Reading(new GenericSender(settings), source);
    }
}
