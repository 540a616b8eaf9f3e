package io.mendflow.incident;

import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * An alert joins the incident of one that it fires together with, as history has it or people said, even across the topology: the best partner's
 * that is in trouble. An alert that storms joins nobody's: it would fire near anything.
 */
@Component
@Order(4)
class FiringTogether implements Rule {

    private final OpenIncidents open;
    private final Affinities affinities;

    FiringTogether(OpenIncidents open, Affinities affinities) {
        this.open = open;
        this.affinities = affinities;
    }

    @Override
    public Optional<Match> match(Question question) {
        Signal signal = question.signal();
        if (affinities.storms(signal)) {
            return Optional.empty();
        }
        return affinities.partners(signal).stream()
                .flatMap(partner -> open.with(signal, partner.alert()).stream()
                        .filter(question::allows)
                        .limit(1)
                        .map(key -> new Match(key, "affinity", partner.reason())))
                .findFirst();
    }
}
