package io.mendflow.intake.generic;

import io.mendflow.intake.Shape;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the JSON of generic sources is mapped.
 *
 * @param sources as {@code mendflow.sources.<name>}
 */
@ConfigurationProperties("mendflow")
record MappingSettings(@DefaultValue Map<String, Named> sources) {

    /**
     * One source.
     *
     * @param mapping as {@code mendflow.sources.<name>.mapping}
     */
    record Named(@DefaultValue Shape mapping) {}
}
