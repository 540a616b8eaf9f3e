package io.mendflow.connector.docker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The engine's stream of two outputs in one: before each piece stand eight bytes, of which the first says the output and the last four, big-endian,
 * the length (Engine API, "Attach to a container", section "Stream format").
 */
final class LogStream {

    private static final int HEADER = 8;
    private static final int LENGTH_AT = 4;

    private LogStream() {}

    /** The pieces of both outputs, in their order; one that the end cuts off is taken as far as it goes. */
    static String text(byte[] stream) {
        var all = new ByteArrayOutputStream(stream.length);
        ByteBuffer rest = ByteBuffer.wrap(stream);
        while (rest.remaining() > HEADER) {
            int length = rest.getInt(rest.position() + LENGTH_AT);
            rest.position(rest.position() + HEADER);
            int there = length < 0 ? rest.remaining() : Math.min(length, rest.remaining());
            all.write(stream, rest.position(), there);
            rest.position(rest.position() + there);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
