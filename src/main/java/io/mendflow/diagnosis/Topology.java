package io.mendflow.diagnosis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Who calls whom, and who is how far away. */
@Component
class Topology {

    private final Map<String, List<String>> callees = new TreeMap<>();
    private final Map<String, List<String>> callers = new TreeMap<>();
    private final int hops;

    Topology(TopologySettings settings, DiagnosisSettings diagnosis) {
        hops = diagnosis.hops();
        settings.topology().forEach((caller, service) -> service.calls().forEach(callee -> {
            callees.computeIfAbsent(caller, name -> new ArrayList<>()).add(callee);
            callers.computeIfAbsent(callee, name -> new ArrayList<>()).add(caller);
        }));
    }

    /** The services that one calls, directly or through others, each with the shortest way: what is called first, …, itself. */
    Map<String, List<String>> calledBy(String service) {
        return ways(service, callees);
    }

    /** The services that call one, directly or through others, each with the shortest way: who calls it directly, …, itself. */
    Map<String, List<String>> callersOf(String service) {
        return ways(service, callers);
    }

    private Map<String, List<String>> ways(String start, Map<String, List<String>> next) {
        var ways = new LinkedHashMap<String, List<String>>();
        var open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            String service = open.remove();
            List<String> way = ways.getOrDefault(service, List.of());
            if (way.size() == hops) {
                continue;
            }
            for (String neighbour : next.getOrDefault(service, List.of())) {
                if (!neighbour.equals(start) && !ways.containsKey(neighbour)) {
                    var further = new ArrayList<>(way);
                    further.add(neighbour);
                    ways.put(neighbour, further);
                    open.add(neighbour);
                }
            }
        }
        return ways;
    }
}
