package io.mendflow.connector.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/** What a process prints: read to its end, so that the process never waits, and kept up to a limit. */
final class Output {

    private static final int LONGEST = 1 << 20;

    private final InputStream stream;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;
    private boolean cut;

    Output(InputStream stream) {
        this.stream = stream;
        this.reader = new Thread(this::read, "mendflow-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** What was printed until the end, or until that much time has passed. */
    String within(long millis) throws InterruptedException {
        reader.join(millis);
        synchronized (kept) {
            return kept.toString(Charset.defaultCharset());
        }
    }

    /** Whether more was printed than is kept. */
    boolean isCut() {
        synchronized (kept) {
            return cut;
        }
    }

    private void read() {
        byte[] bytes = new byte[8192];
        try {
            for (int read = stream.read(bytes); read >= 0; read = stream.read(bytes)) {
                synchronized (kept) {
                    cut |= read > LONGEST - kept.size();
                    kept.write(bytes, 0, Math.min(read, LONGEST - kept.size()));
                }
            }
        } catch (IOException e) {
            // The process was ended: there is no more to read.
        }
    }
}
