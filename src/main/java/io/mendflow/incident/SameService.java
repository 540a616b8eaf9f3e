package io.mendflow.incident;

import java.util.Optional;
import java.util.Set;
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
    public Optional<Match> match(Signal signal, Set<String> barred) {
        return open.of(signal).stream()
                .filter(key -> !barred.contains(key))
                .findFirst()
                .map(key -> new Match(key, "service", signal.service() + " is in trouble here"));
    }
}
