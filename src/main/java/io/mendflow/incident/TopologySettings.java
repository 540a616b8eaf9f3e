package io.mendflow.incident;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which service calls which: {@code mendflow.topology.web.calls: [api, search]}. A name with a dot in it
 * is written in brackets: {@code mendflow.topology.[pay.api].calls}.
 */
@Validated
@ConfigurationProperties("mendflow")
record TopologySettings(@NotNull @DefaultValue Map<String, Service> topology) {

    /** A service and the services that it calls. */
    record Service(@NotNull @DefaultValue List<String> calls) {}
}
