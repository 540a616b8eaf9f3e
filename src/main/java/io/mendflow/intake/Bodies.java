package io.mendflow.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Reads bodies up to the limit of one and, in all, up to what this node may hold at a time. Room is taken as bytes arrive, so that a sender that
 * only promises many bytes takes none.
 */
@Component
class Bodies {

    private static final int CHUNK = 8 * 1024;

    private final long most;
    private final Semaphore chunks;

    Bodies(InboxSettings settings) {
        this.most = settings.maxBody().toBytes();
        this.chunks = new Semaphore(
                (int) Math.min(Integer.MAX_VALUE, settings.maxInFlight().toBytes() / CHUNK + 1));
    }

    /** The body in memory, until it is closed. */
    Held read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw Refusal.tooLarge(most, request.getContentLengthLong() + " bytes");
        }
        var held = new Held();
        try {
            fill(held, request.getInputStream());
            return held;
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private void fill(Held held, InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int n = in.readNBytes(chunk, 0, CHUNK); n > 0; n = in.readNBytes(chunk, 0, CHUNK)) {
            if (held.bytes.size() + n > most) {
                throw Refusal.tooLarge(most, "more");
            }
            if (!chunks.tryAcquire()) {
                throw Refusal.full("this node holds as many bodies as mendflow.inbox.max-in-flight allows");
            }
            held.taken++;
            held.bytes.write(chunk, 0, n);
        }
    }

    /** A body that takes room. */
    final class Held implements AutoCloseable {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        private int taken;

        byte[] content() {
            return bytes.toByteArray();
        }

        @Override
        public void close() {
            chunks.release(taken);
            taken = 0;
        }
    }
}
