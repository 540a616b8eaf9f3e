package io.mendflow.runbook;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which runbook calls which. */
final class CallGraph {

    private final Map<String, Definition> runbooks;

    CallGraph(Map<String, Definition> runbooks) {
        this.runbooks = runbooks;
    }

    /** The way from a runbook back to itself, both ends named; null when there is none. */
    @Nullable
    List<String> cycle(String id) {
        var way = new LinkedHashSet<String>();
        return find(id, id, way, new HashSet<>()) ? close(way, id) : null;
    }

    /** The line of the call that leads into the cycle. */
    int line(String id, List<String> cycle) {
        return call(id, cycle.get(1)).map(Definition.Step::line).orElse(0);
    }

    private boolean find(String from, String goal, LinkedHashSet<String> way, Set<String> visited) {
        if (!visited.add(from) || !runbooks.containsKey(from)) {
            return false;
        }
        way.add(from);
        for (Definition.Step step : runbooks.get(from).calls()) {
            String next = step.call().runbookId();
            if (next.equals(goal) || find(next, goal, way, visited)) {
                return true;
            }
        }
        way.remove(from);
        return false;
    }

    private Optional<Definition.Step> call(String from, String to) {
        return runbooks.get(from).calls().stream()
                .filter(step -> step.call().runbookId().equals(to))
                .findFirst();
    }

    private static List<String> close(LinkedHashSet<String> way, String id) {
        var closed = new java.util.ArrayList<>(way);
        closed.add(id);
        return closed;
    }
}
