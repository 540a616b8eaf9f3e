package io.mendflow.intake;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * One message as a sender posted it.
 *
 * @param source the name in {@code POST /hooks/{source}}
 * @param headers by lower-case name; as posted before the inbox, afterwards only those that the sender {@link Sender#keeps}
 * @param body the raw bytes, over which signatures are verified
 */
public record Delivery(
        String source, @Nullable MediaType contentType, Map<String, String> headers, byte[] body, Instant receivedAt) {

    /** Stands among the headers for what came after the question mark of the address, as it was encoded. */
    public static final String QUERY = ":query";

    /** Stands among the headers for where in a broker the delivery came from. */
    public static final String ORIGIN = ":origin";

    /** Stands among the headers of a delivery that was longer than is taken, of which the body is the beginning. */
    static final String CUT = ":cut";

    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }
}
