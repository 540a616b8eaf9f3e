package io.mendflow.connector;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** An artifact's bytes that are compared with its digest before the last of them is handed out. */
final class CheckedBytes extends FilterInputStream {

    private final ArtifactFile expected;
    private final String what;
    private final MessageDigest digest = ArtifactFile.sha256Digest();
    private long count;

    CheckedBytes(InputStream bytes, ArtifactFile expected, String what) {
        super(bytes);
        this.expected = expected;
        this.what = what;
        if (expected.size() == 0) {
            check();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = super.read(into, offset, length);
        if (got < 0) {
            if (count < expected.size()) {
                throw damaged("has only %d of %d bytes".formatted(count, expected.size()));
            }
            return got;
        }
        digest.update(into, offset, got);
        boolean complete = count < expected.size() && count + got >= expected.size();
        count += got;
        if (count > expected.size()) {
            throw damaged("has more than %d bytes".formatted(expected.size()));
        }
        if (complete) {
            check();
        }
        return got;
    }

    /** Reads, as what is skipped counts too. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] into = new byte[(int) Math.max(0, Math.min(bytes, 8192))];
        return Math.max(0, into.length == 0 ? 0 : read(into, 0, into.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void check() {
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(expected.sha256())) {
            throw damaged("has SHA-256 %s instead of %s".formatted(found, expected.sha256()));
        }
    }

    private ModelDamaged damaged(String how) {
        return new ModelDamaged(
                "Expected %s as it was stored, but it %s; use another version".formatted(what, how), null);
    }
}
