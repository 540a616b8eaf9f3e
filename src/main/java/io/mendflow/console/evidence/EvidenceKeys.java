package io.mendflow.console.evidence;

import io.mendflow.audit.Audit;
import io.mendflow.connector.Secrets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The key that this service signs evidence with: the secret that the settings name, else one that is made when it is first needed and kept in the
 * database, so that all nodes sign with the same.
 */
@Component
public class EvidenceKeys {

    private final EvidenceSettings settings;
    private final Secrets secrets;
    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate alone;

    EvidenceKeys(
            EvidenceSettings settings,
            Secrets secrets,
            JdbcClient jdbc,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.settings = settings;
        this.secrets = secrets;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.alone = new TransactionTemplate(transactions);
        this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        if (settings.keySecret() != null) {
            // A key that is none stops the start, and not the first who asks for evidence.
            signing();
        }
    }

    /** The public half, for those who check. */
    public EvidenceKey key() {
        return signing().key();
    }

    SigningKey signing() {
        String secret = settings.keySecret();
        if (secret == null) {
            return kept().orElseGet(this::made);
        }
        try {
            return SigningKey.ofPem(secrets.require(secret, "mendflow.evidence.key-secret"));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Expected the secret that mendflow.evidence.key-secret names to be an Ed25519 private key as PKCS#8 in PEM, as 'openssl genpkey -algorithm ed25519' makes it: "
                            + e.getMessage(),
                    e);
        }
    }

    private Optional<SigningKey> kept() {
        return jdbc.sql("select private_key from evidence_key where id = 1")
                .query((row, n) -> SigningKey.of(row.getBytes("private_key")))
                .optional();
    }

    /** Of nodes that make one at the same moment the first counts, and the others take its. */
    private SigningKey made() {
        SigningKey made = SigningKey.made();
        try {
            alone.executeWithoutResult(status -> {
                jdbc.sql("insert into evidence_key (id, private_key, fingerprint, at) values (1, ?, ?, ?)")
                        .params(List.of(
                                made.encoded(),
                                made.key().fingerprint(),
                                clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC)))
                        .update();
                audit.append(
                        "mendflow",
                        "evidence.key",
                        "evidence",
                        Map.of("fingerprint", made.key().fingerprint()));
            });
            return made;
        } catch (DuplicateKeyException e) {
            return kept().orElseThrow(() -> e);
        }
    }
}
