package io.mendflow.incident;

import io.mendflow.incident.Signals.Stored;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** An alert goes where it is already, however long ago its last episode was. People's word does not bar it: they put it there. */
@Component
@Order(1)
class SameAlert implements Rule {

    private final Signals signals;

    SameAlert(Signals signals) {
        this.signals = signals;
    }

    @Override
    public Optional<Match> match(Question question) {
        if (!question.known()) {
            return Optional.empty();
        }
        Signal signal = question.signal();
        return signals.episodeInOpenIncident(signal)
                .map(Stored::incidentKey)
                .map(key -> new Match(key, "alert", "it fired in this incident before"));
    }
}
