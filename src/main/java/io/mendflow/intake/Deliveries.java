package io.mendflow.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Deliveries by their receipts, for those who ask afterwards. */
@Component
public class Deliveries {

    private final JdbcClient jdbc;

    Deliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A delivery that was acknowledged.
     *
     * @param bytes of its body
     * @param sha256 of its body, in hex
     * @param proved whether its sender proved who it is, by signature or token; false when its source asked for no proof, null when that is not known,
     *     or nobody sent it, as with a probe
     */
    public record Received(
            String receipt, String source, Instant receivedAt, int bytes, String sha256, @Nullable Boolean proved) {}

    public Optional<Received> find(String receipt) {
        return jdbc.sql("select * from inbox where receipt = ?")
                .param(receipt)
                .query((row, n) -> new Received(
                        row.getString("receipt"),
                        row.getString("source"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        row.getInt("body_bytes"),
                        sha256(row.getBytes("body")),
                        row.getObject("proved", Boolean.class)))
                .optional();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
