package io.mendflow.intake;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is configured about the sources, by their name in {@code POST /hooks/{source}}.
 *
 * @param sources as {@code mendflow.sources.<name>}
 */
@Validated
@ConfigurationProperties("mendflow")
record SourceSettings(@DefaultValue Map<String, @Valid Named> sources) {

    /**
     * One source.
     *
     * @param type the kind of sender; the name itself when it is not set
     * @param secret what deliveries must prove that they know; anybody may post when it is not set
     */
    record Named(
            @Nullable String type,
            @Nullable
                    @Pattern(
                            regexp = "(?s).*\\S.*",
                            message = "is blank; set a secret, or leave it out to let anybody post")
                    String secret) {

        @Override
        public String toString() {
            return "Named[type=%s, secret=%s]".formatted(type, secret == null ? "none" : "set");
        }
    }
}
