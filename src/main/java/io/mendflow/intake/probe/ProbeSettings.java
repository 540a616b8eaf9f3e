package io.mendflow.intake.probe;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The synthetic probes.
 *
 * @param probes as {@code mendflow.probes.<name>}
 */
@Validated
@ConfigurationProperties("mendflow")
record ProbeSettings(@DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,64}") String, @Valid Probe> probes) {

    /**
     * One probe.
     *
     * @param type what is looked at
     * @param url for http: an http or https address; an answer from 200 to 399 is green
     * @param address for tcp: {@code host:port}; a connection is green
     * @param every from one check to the next
     * @param timeout how long the whole answer may take
     * @param failures failed checks in a row before it is red
     * @param successes good checks in a row before it is green again
     * @param service the service that its signals are about
     * @param severity the severity of its signals
     * @param labels labels of its signals, beside {@code probe} and {@code url} or {@code address}; runbook inputs are filled from them
     */
    record Probe(
            @NotNull @DefaultValue("http") Type type,
            @Nullable URI url,
            @Nullable String address,
            @NotNull @DefaultValue("PT10S") Duration every,
            @NotNull @DefaultValue("PT3S") Duration timeout,
            @Min(1) @DefaultValue("3") int failures,
            @Min(1) @DefaultValue("2") int successes,
            @NotBlank String service,
            @NotBlank @DefaultValue("production") String environment,
            @NotBlank @DefaultValue("critical") String severity,
            @NotNull @DefaultValue Map<String, String> labels) {

        @AssertTrue(
                message = "an http probe needs 'url' with http or https and a host, a tcp probe 'address' as host:port")
        boolean isTargetSet() {
            return switch (type) {
                case HTTP ->
                    url != null
                            && url.getHost() != null
                            && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
                case TCP -> address != null && address.matches(".+:\\d{1,5}") && port() <= 65_535;
            };
        }

        @AssertTrue(message = "'every' and 'timeout' must be at least 10 ms")
        boolean isPaceSet() {
            return every.toMillis() >= 10 && timeout.toMillis() >= 10;
        }

        String host() {
            return address().substring(0, address().lastIndexOf(':')).replaceAll("[\\[\\]]", "");
        }

        int port() {
            return Integer.parseInt(address().substring(address().lastIndexOf(':') + 1));
        }

        /** What is looked at, as its label says it. */
        String target() {
            return type == Type.HTTP ? String.valueOf(url) : String.valueOf(address);
        }
    }

    /** What a probe can look at. */
    enum Type {
        HTTP,
        TCP
    }
}
