package io.mendflow.connector.mlflow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Bytes that have to be read within a time: the stream is closed when it has passed, which ends a read that waits. */
final class TimedBytes extends FilterInputStream {

    private final CompletableFuture<Boolean> end;
    private final String late;

    /** @param late what to say when the time has passed */
    TimedBytes(InputStream bytes, Duration left, String late) {
        super(bytes);
        this.late = late;
        this.end = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        // Elsewhere than where all times are kept: some streams let nobody close them while a read waits.
        end.thenRunAsync(this::closeQuietly);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            throw isLate() ? new IOException(late, e) : e;
        }
    }

    @Override
    public void close() throws IOException {
        end.cancel(false);
        super.close();
    }

    private boolean isLate() {
        return end.isDone() && !end.isCancelled();
    }

    private void closeQuietly() {
        try {
            in.close();
        } catch (IOException e) {
            // Whoever reads learns of it.
        }
    }
}
