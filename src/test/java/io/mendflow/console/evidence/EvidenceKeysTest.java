package io.mendflow.console.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.audit.Audit;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.SecretsSettings;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.PlatformTransactionManager;

class EvidenceKeysTest {

    private static final String SECRET =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()), "", "");
    private final MockEnvironment environment = new MockEnvironment();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @BeforeEach
    void migrate() {
        Flyway.configure().dataSource(database).load().migrate();
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(database));
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
        context.registerBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(database));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.scan("io.mendflow.audit");
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
        database.dispose();
    }

    @Test
    void makesOneKeyForAllNodesThatAskAtOnce() throws Exception {
        int nodes = 8;
        var together = new CyclicBarrier(nodes);
        var threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<String>> found = IntStream.range(0, nodes)
                    .mapToObj(node -> threads.submit(() -> {
                        EvidenceKeys keys = keys(null);
                        together.await();
                        return keys.key().fingerprint();
                    }))
                    .toList();
            String first = found.get(0).get();
            for (Future<String> other : found) {
                assertThat(other.get()).isEqualTo(first);
            }
            assertThat(new JdbcTemplate(database)
                            .queryForList("select details from audit where action = 'evidence.key'", String.class))
                    .singleElement()
                    .asString()
                    .contains(first);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void signsWithTheSecretThatTheSettingsName() {
        environment.setProperty("MENDFLOW_SECRET_EVIDENCE", SECRET);

        assertThat(keys("evidence").key().fingerprint())
                .isEqualTo(SigningKey.ofPem(SECRET).key().fingerprint());
        assertThat(new JdbcTemplate(database).queryForObject("select count(*) from evidence_key", Integer.class))
                .isZero();
    }

    @Test
    void doesNotStartWithASecretThatIsNoKey() {
        assertThatThrownBy(() -> keys("evidence"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MENDFLOW_SECRET_EVIDENCE");

        environment.setProperty("MENDFLOW_SECRET_EVIDENCE", "swordfish");
        assertThatThrownBy(() -> keys("evidence"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mendflow.evidence.key-secret")
                .hasMessageNotContaining("swordfish");
    }

    private EvidenceKeys keys(@Nullable String secret) {
        return new EvidenceKeys(
                new EvidenceSettings(secret),
                new Secrets(new SecretsSettings(null), environment),
                context.getBean(JdbcClient.class),
                context.getBean(Audit.class),
                Clock.systemUTC(),
                context.getBean(PlatformTransactionManager.class));
    }
}
