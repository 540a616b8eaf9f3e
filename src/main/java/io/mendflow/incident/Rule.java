package io.mendflow.incident;

import java.util.Optional;
import java.util.Set;

/** One reason for which a signal belongs to an incident that is there. Rules are asked in their order, and the first that knows one decides. */
interface Rule {

    /**
     * The incident to join. The environment is locked meanwhile, so that what is found stays so until the commit.
     */
    Optional<Match> match(Question question);

    /**
     * Where does a signal belong?
     *
     * @param known whether its alert came before, ever
     * @param barred keys of incidents that people keep this alert out of
     */
    record Question(Signal signal, boolean known, Set<String> barred) {

        boolean allows(String key) {
            return !barred.contains(key);
        }
    }

    /**
     * An incident that a signal belongs to.
     *
     * @param rule a word for figures, such as {@code service}
     * @param reason completes "Joined because …" on the incident's timeline
     */
    record Match(String key, String rule, String reason) {}
}
