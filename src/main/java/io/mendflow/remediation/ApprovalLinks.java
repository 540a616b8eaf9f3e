package io.mendflow.remediation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.camunda.bpm.engine.IdentityService;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Links by which a person answers one approval once, without a log-in, such as from a phone. A link says whose it is, for which approval and until
 * when, signed with HMAC-SHA256; it works until the approval is answered or expires.
 */
@Component
@Transactional(noRollbackFor = LinkRefused.class)
public class ApprovalLinks {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Approvals approvals;
    private final IdentityService identity;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApprovalLinks(Approvals approvals, IdentityService identity, JdbcClient jdbc, Clock clock) {
        this.approvals = approvals;
        this.identity = identity;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Makes a link for a person, which only they should get to see.
     *
     * @throws UnknownApproval when there is none of this id
     * @throws ApprovalRefused when it is answered already
     */
    public Link make(String approvalId, String person) {
        Approval approval = approvals.find(approvalId).orElseThrow(() -> new UnknownApproval(approvalId));
        if (approval.state() != Approval.State.PENDING) {
            throw new ApprovalRefused("Expected approval %s to be pending, but it is '%s'; there is nothing to answer"
                    .formatted(approvalId, approval.state().text()));
        }
        String nonce = HexFormat.of().formatHex(bytes(NONCE_BYTES));
        jdbc.sql("insert into approval_link (nonce, approval_id, person, expires_at) values (?, ?, ?, ?)")
                .params(List.of(nonce, approvalId, person, approval.dueAt().atOffset(ZoneOffset.UTC)))
                .update();
        String said = TEXT.encodeToString(nonce.getBytes(StandardCharsets.UTF_8));
        return new Link(said + "." + TEXT.encodeToString(sign(said)), person, approval.dueAt());
    }

    /**
     * What a link asks.
     *
     * @throws LinkRefused when it is not one of ours, was used or has expired, or its approval is answered
     */
    @Transactional(readOnly = true)
    public Question open(String token) {
        Row row = read(token);
        Approval approval = approvals.find(row.approvalId()).orElseThrow(() -> refused("its approval is gone"));
        if (approval.state() != Approval.State.PENDING) {
            throw refused(
                    "the approval is '%s' already".formatted(approval.state().text()));
        }
        return new Question(approval, row.person());
    }

    /**
     * Answers, in the name of the person whose link it is.
     *
     * @throws LinkRefused as {@link #open} does, and when the person may approve no more
     * @throws ApprovalRefused when this person may not answer it
     */
    public Approval answer(String token, String decision, @Nullable String comment) {
        Question question = open(token);
        if (!isApprover(question.person())) {
            throw refused("%s may approve no more".formatted(question.person()));
        }
        Approval answered = approvals.decide(question.approval().id(), decision, comment, question.person());
        int used = jdbc.sql("update approval_link set used_at = ? where nonce = ? and used_at is null")
                .params(List.of(clock.instant().atOffset(ZoneOffset.UTC), nonce(token)))
                .update();
        if (used == 0) {
            throw new IllegalStateException("Expected the link to be unused still; nothing was changed");
        }
        return answered;
    }

    private boolean isApprover(String person) {
        return List.of("approver", "camunda-admin").stream()
                .anyMatch(group -> identity.createGroupQuery()
                                .groupId(group)
                                .groupMember(person)
                                .count()
                        > 0);
    }

    private Row read(String token) {
        Row row = jdbc.sql("select approval_id, person, expires_at, used_at from approval_link where nonce = ?")
                .param(nonce(token))
                .query((found, n) -> new Row(
                        found.getString("approval_id"),
                        found.getString("person"),
                        found.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        found.getObject("used_at") != null))
                .optional()
                .orElseThrow(() -> refused("it is not known here"));
        if (row.used()) {
            throw refused("it was used already");
        }
        if (!clock.instant().isBefore(row.expiresAt())) {
            throw refused("it has expired");
        }
        return row;
    }

    private String nonce(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            if (parts.length == 2
                    && stored().isPresent()
                    && MessageDigest.isEqual(
                            sign(parts[0]), Base64.getUrlDecoder().decode(parts[1]))) {
                return new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw refused("it is not whole");
        }
        throw refused("its signature is wrong");
    }

    private byte[] sign(String said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            return mac.doFinal(said.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected every JDK to have " + ALGORITHM, e);
        }
    }

    /** All nodes sign with the key of the first one that needed it. */
    private byte[] key() {
        return stored().orElseGet(() -> {
            try {
                jdbc.sql("insert into approval_link_key (id, secret) values (1, ?)")
                        .param(HexFormat.of().formatHex(bytes(KEY_BYTES)))
                        .update();
            } catch (DuplicateKeyException e) {
                throw new IllegalStateException("Another node has made the key in this moment; repeat it", e);
            }
            return stored().orElseThrow();
        });
    }

    private java.util.Optional<byte[]> stored() {
        return jdbc.sql("select secret from approval_link_key where id = 1")
                .query(String.class)
                .optional()
                .map(HexFormat.of()::parseHex);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static LinkRefused refused(String reason) {
        return new LinkRefused("Expected a link that still works, but " + reason);
    }

    /** @param token what comes after {@code /approve/} */
    public record Link(String token, String person, Instant expiresAt) {}

    /** @param person in whose name it is answered */
    public record Question(Approval approval, String person) {}

    private record Row(String approvalId, String person, Instant expiresAt, boolean used) {}
}
