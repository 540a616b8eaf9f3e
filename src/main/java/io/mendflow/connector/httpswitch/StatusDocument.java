package io.mendflow.connector.httpswitch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a switch says of itself. */
record StatusDocument(@Nullable Phase phase, @Nullable List<Share> versions, @Nullable String reason) {

    private static final int LONGEST_REASON = 500;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** None when a text is no such document. */
    static Optional<StatusDocument> of(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, StatusDocument.class))
                    .filter(document -> document.phase != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Why a switch refuses, from the body of its refusal. */
    static String reason(String text) {
        String reason = text.isBlank() ? "it gave no reason" : text.strip();
        try {
            JsonNode body = JSON.readTree(text);
            reason = Stream.of("error", "detail", "message", "reason")
                    .map(body::path)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .findFirst()
                    .orElse(reason);
        } catch (JsonProcessingException e) {
            // It is its own reason.
        }
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
    }

    /** The status, unless what is served is not what was asked for. */
    ServingStatus judged(ServingRequest request) {
        List<Share> shares = versions == null
                ? List.of()
                : versions.stream().filter(Objects::nonNull).toList();
        for (ServedVersion wanted : Stream.of(request.champion(), request.challenger())
                .flatMap(Stream::ofNullable)
                .toList()) {
            for (Share share : shares) {
                if (share.version().equals(wanted.version()) && isOther(share.digest(), wanted.digest())) {
                    return new ServingStatus(
                            Phase.FAILED,
                            shares,
                            "The switch serves version %s with the digest %s instead of %s"
                                    .formatted(share.version(), share.digest(), wanted.digest()));
                }
            }
        }
        return new ServingStatus(phase == null ? Phase.MOVING : phase, shares, reason);
    }

    private static boolean isOther(@Nullable String told, String wanted) {
        return told != null && !told.isBlank() && !plain(told).equals(plain(wanted));
    }

    private static String plain(String digest) {
        return digest.replaceFirst("^sha256:", "");
    }
}
