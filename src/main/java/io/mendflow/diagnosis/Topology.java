package io.mendflow.diagnosis;

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
class Topology {

    private final Map<String, List<String>> callees = new TreeMap<>();
    private final Map<String, List<String>> callers = new TreeMap<>();
    private final int hops;

    Topology(TopologySettings settings, DiagnosisSettings diagnosis) {
        hops = diagnosis.hops();
        settings.topology().forEach((caller, service) -> service.calls().forEach(callee -> {
            callees.computeIfAbsent(plain(caller), name -> new ArrayList<>()).add(callee);
            callers.computeIfAbsent(plain(callee), name -> new ArrayList<>()).add(caller);
        }));
    }

    /** The services that one calls, directly or through others. */
    Neighbours calledBy(String service) {
        return neighbours(service, callees);
    }

    /** The services that call one, directly or through others. */
    Neighbours callersOf(String service) {
        return neighbours(service, callers);
    }

    private Neighbours neighbours(String service, Map<String, List<String>> next) {
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
    record Neighbours(Map<String, List<String>> ways) {

        @Nullable
        List<String> wayTo(String service) {
            return ways.get(plain(service));
        }
    }
}
