package io.mendflow.incident;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who calls whom, and who is how far away. Names are compared without case and without what settings' keys cannot hold (anything but letters,
 * digits, hyphens and dots), so that {@code mendflow.topology.cart_service} is the service {@code cart_service}.
 */
@Component
public class Topology {

    private final Map<String, List<String>> callees = new TreeMap<>();
    private final Map<String, List<String>> callers = new TreeMap<>();

    Topology(TopologySettings settings) {
        settings.topology().forEach((caller, service) -> service.calls().forEach(callee -> {
            callees.computeIfAbsent(plain(caller), name -> new ArrayList<>()).add(callee);
            callers.computeIfAbsent(plain(callee), name -> new ArrayList<>()).add(caller);
        }));
    }

    /**
     * The services that one calls, directly or through others.
     *
     * @param hops how many calls away at most
     */
    public Neighbours calledBy(String service, int hops) {
        return neighbours(service, hops, callees);
    }

    /**
     * The services that call one, directly or through others.
     *
     * @param hops how many calls away at most
     */
    public Neighbours callersOf(String service, int hops) {
        return neighbours(service, hops, callers);
    }

    private static Neighbours neighbours(String service, int hops, Map<String, List<String>> next) {
        String start = plain(service);
        var ways = new LinkedHashMap<String, List<String>>();
        var open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            String from = open.remove();
            List<String> way = ways.getOrDefault(from, List.of());
            if (way.size() == hops) {
                continue;
            }
            for (String neighbour : next.getOrDefault(from, List.of())) {
                String name = plain(neighbour);
                if (!name.equals(start) && !ways.containsKey(name)) {
                    var further = new ArrayList<>(way);
                    further.add(neighbour);
                    ways.put(name, further);
                    open.add(name);
                }
            }
        }
        return new Neighbours(ways);
    }

    private static String plain(String service) {
        return service.toLowerCase(Locale.ROOT).replaceAll("[^\\p{Alnum}.-]", "");
    }

    /** Services in reach of one, each with the shortest way to it: the nearest first, itself last. */
    public record Neighbours(Map<String, List<String>> ways) {

        /** The services on the way, that one last; null when it is out of reach. */
        public @Nullable List<String> wayTo(String service) {
            return ways.get(plain(service));
        }
    }
}
