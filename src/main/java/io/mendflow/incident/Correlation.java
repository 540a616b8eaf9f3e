package io.mendflow.incident;

import io.mendflow.incident.Rule.Match;
import io.mendflow.incident.Rule.Question;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds the open incident that a signal belongs to. One transaction at a time correlates signals of an environment, on whichever node, so that the
 * same signals in the same order always end in the same incidents.
 */
@Component
class Correlation {

    private final JdbcClient jdbc;
    private final List<Rule> rules;
    private final OpenIncidents open;
    private final Affinities affinities;
    private final TransactionTemplate apart;

    Correlation(
            JdbcClient jdbc,
            List<Rule> rules,
            OpenIncidents open,
            Affinities affinities,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.open = open;
        this.affinities = affinities;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Makes this transaction the only one, on any node, that correlates signals of this environment. */
    void lock(String environment) {
        if (!locked(environment)) {
            apart.executeWithoutResult(status -> add(environment));
            locked(environment);
        }
    }

    /** The incident to join, by the first rule that knows one. */
    Optional<Match> match(Signal signal, boolean known) {
        var question = new Question(signal, known, barred(signal));
        return rules.stream().flatMap(rule -> rule.match(question).stream()).findFirst();
    }

    /** The open incidents that people keep this alert out of: those with an alert that they took it apart from. */
    private Set<String> barred(Signal signal) {
        return affinities.parted(signal.environment(), Alert.of(signal)).stream()
                .flatMap(other -> open.with(signal, other).stream())
                .collect(Collectors.toSet());
    }

    private boolean locked(String environment) {
        return jdbc.sql("select environment from correlation_lock where environment = ? for update")
                .param(environment)
                .query(String.class)
                .optional()
                .isPresent();
    }

    private void add(String environment) {
        try {
            jdbc.sql("insert into correlation_lock (environment) values (?)")
                    .param(environment)
                    .update();
        } catch (DuplicateKeyException alreadyThere) {
            // Another node was first: that is all we wanted.
        }
    }
}
