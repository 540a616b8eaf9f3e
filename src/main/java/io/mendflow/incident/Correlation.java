package io.mendflow.incident;

import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds the open incident that a signal belongs to: the same service and environment, within a window. */
@Component
class Correlation {

    private final JdbcClient jdbc;
    private final CorrelationSettings settings;
    private final TransactionTemplate apart;

    Correlation(JdbcClient jdbc, CorrelationSettings settings, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Makes this transaction the only one, on any node, that correlates signals of this service and environment. */
    void lockScope(Signal signal) {
        if (!locked(signal)) {
            apart.executeWithoutResult(status -> addScope(signal));
            locked(signal);
        }
    }

    /** The key of the incident to join. */
    Optional<String> match(Signal signal) {
        return jdbc.sql(
                        """
                        select incident_key from incident where service = ? and environment = ? and state <> 'resolved'
                        and last_signal_at >= ? order by id desc limit 1""")
                .params(List.of(
                        signal.service(),
                        signal.environment(),
                        Rows.at(signal.receivedAt().minus(settings.window()))))
                .query(String.class)
                .optional();
    }

    private boolean locked(Signal signal) {
        return jdbc.sql("select service from correlation_scope where service = ? and environment = ? for update")
                .params(List.of(signal.service(), signal.environment()))
                .query(String.class)
                .optional()
                .isPresent();
    }

    private void addScope(Signal signal) {
        try {
            jdbc.sql("insert into correlation_scope (service, environment) values (?, ?)")
                    .params(List.of(signal.service(), signal.environment()))
                    .update();
        } catch (DuplicateKeyException alreadyThere) {
            // Another node was first: that is all we wanted.
        }
    }
}
