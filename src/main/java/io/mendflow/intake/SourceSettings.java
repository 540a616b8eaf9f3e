package io.mendflow.intake;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
     * @param secret what deliveries must prove that they know; anybody may post when neither it nor {@code secrets} is set
     * @param secrets others that count as well, while a sender changes from one to another
     */
    record Named(
            @Nullable String type,
            @Nullable
                    @Pattern(
                            regexp = "(?s).*\\S.*",
                            message = "is blank; set a secret, or leave it out to let anybody post")
                    String secret,
            @DefaultValue List<String> secrets) {

        /** Every secret that counts, the current one first. */
        List<String> all() {
            return Stream.concat(Stream.ofNullable(secret), secrets.stream()).toList();
        }

        @Override
        public String toString() {
            return "Named[type=%s, secrets=%d]".formatted(type, all().size());
        }
    }
}
