package io.mendflow.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit trail.
 *
 * @param position place in the chain, from 1 without gaps
 * @param previous hash of the entry before; 64 zeros before the first
 * @param hash SHA-256 in hex over the entry before and every field of this one, each as its length in bytes, a colon and its UTF-8 bytes
 */
@Schema(name = "AuditEntry")
public record Entry(
        long position,
        Instant at,
        String actor,
        String action,
        String subject,
        Map<String, Object> details,
        String previous,
        String hash) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    static String json(Map<String, ?> details) {
        try {
            return JSON.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected audit details that can be written as JSON, got " + details, e);
        }
    }

    static Entry of(ResultSet row, int number) throws SQLException {
        try {
            return new Entry(
                    row.getLong("position"),
                    at(row),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("subject"),
                    JSON.readValue(row.getString("details"), DETAILS),
                    row.getString("previous"),
                    row.getString("hash"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Audit entry %d has details that are not JSON".formatted(row.getLong("position")), e);
        }
    }

    static String hash(String previous, long position, ResultSet row) throws SQLException {
        MessageDigest digest = sha256();
        String[] fields = {
            previous,
            Long.toString(position),
            at(row).toString(),
            row.getString("actor"),
            row.getString("action"),
            row.getString("subject"),
            row.getString("details")
        };
        for (@Nullable String field : fields) {
            byte[] bytes = String.valueOf(field).getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Instant at(ResultSet row) throws SQLException {
        return row.getObject("at", OffsetDateTime.class).toInstant();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
