package io.mendflow.intake;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a broker brings.
 *
 * @param source whose payload it is, as {@link Messages#source} gives it
 * @param contentType as its producer said it; null when it did not
 * @param headers by lower-case name
 * @param origin where it came from, for people, as in "topic 'alerts' of Kafka, partition 0, offset 42"
 * @param position equal for two messages only if they are one, for all time; null when the broker has no such name
 */
public record Message(
        String source,
        @Nullable String contentType,
        Map<String, String> headers,
        byte[] body,
        String origin,
        @Nullable String position) {}
