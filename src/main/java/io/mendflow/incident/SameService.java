package io.mendflow.incident;

import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Alerts of one service and environment within a window are one trouble. */
@Component
@Order(2)
class SameService implements Rule {

    private final OpenIncidents open;

    SameService(OpenIncidents open) {
        this.open = open;
    }

    @Override
    public Optional<Match> match(Question question) {
        Signal signal = question.signal();
        return open.of(signal).stream()
                .filter(question::allows)
                .findFirst()
                .map(key -> new Match(key, "service", signal.service() + " is in trouble here"));
    }
}
