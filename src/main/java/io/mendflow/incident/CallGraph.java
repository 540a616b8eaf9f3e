package io.mendflow.incident;

import io.mendflow.incident.OpenIncidents.Troubled;
import io.mendflow.incident.Topology.Neighbours;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * An alert on a service that a troubled one calls joins that one's incident: the nearest, of those the oldest. The other way round it stays an
 * incident of its own unless {@code mendflow.correlation.callers} says so, because what is called by many is often not the cause of one's trouble;
 * the root-cause steps name it then.
 */
@Component
@Order(3)
class CallGraph implements Rule {

    private final OpenIncidents open;
    private final Topology topology;
    private final CorrelationSettings settings;

    CallGraph(OpenIncidents open, Topology topology, CorrelationSettings settings) {
        this.open = open;
        this.topology = topology;
        this.settings = settings;
    }

    @Override
    public Optional<Match> match(Question question) {
        Signal signal = question.signal();
        Neighbours callers = topology.callersOf(signal.service(), settings.hops());
        Neighbours callees = topology.calledBy(signal.service(), settings.callers() ? settings.hops() : 0);
        if (callers.ways().isEmpty() && callees.ways().isEmpty()) {
            return Optional.empty();
        }
        Found best = null;
        for (Troubled troubled : open.services(signal)) {
            if (question.allows(troubled.key())) {
                best = nearer(best, troubled, callers.wayTo(troubled.service()), true);
                best = nearer(best, troubled, callees.wayTo(troubled.service()), false);
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.match(signal.service()));
    }

    private static @Nullable Found nearer(
            @Nullable Found best, Troubled troubled, @Nullable List<String> way, boolean calls) {
        return way == null || best != null && best.way().size() <= way.size() ? best : new Found(troubled, way, calls);
    }

    /**
     * A troubled service in reach.
     *
     * @param way from the alert's service to it
     * @param calls whether it calls the alert's service, else it is called
     */
    private record Found(Troubled troubled, List<String> way, boolean calls) {

        Match match(String service) {
            String relation = calls ? "%s calls %s" : "%2$s calls %1$s";
            String through = way.size() == 1 ? "" : " through " + String.join(" and ", way.subList(0, way.size() - 1));
            return new Match(
                    troubled.key(),
                    "topology",
                    "%s is in trouble here, and %s%s"
                            .formatted(troubled.service(), relation.formatted(troubled.service(), service), through));
        }
    }
}
