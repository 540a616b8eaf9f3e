package io.mendflow.console.evidence;

import io.mendflow.console.evidence.ProcessHistory.Activity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;

/**
 * Which elements of a process were visited, and which flows were followed. The engine remembers the elements alone; a flow was followed when its
 * target is what was visited next of all that its source leads to.
 */
final class PathTaken {

    /**
     * How an element was visited.
     *
     * @param times how often
     * @param open whether it is being visited still
     * @param cancelled whether the last visit was broken off
     */
    record Visit(int times, boolean open, boolean cancelled) {}

    private final List<Activity> activities;
    private final Map<String, Visit> visits = new HashMap<>();
    private final Set<String> followed = new HashSet<>();

    /** @param activities in the order they began */
    PathTaken(List<Activity> activities) {
        this.activities = activities;
        for (Activity activity : activities) {
            visits.merge(
                    activity.id(),
                    new Visit(1, activity.endedAt() == null, activity.cancelled()),
                    (before, now) -> new Visit(before.times + 1, before.open || now.open, now.cancelled));
        }
    }

    /** What became of an element; never visited is zero times. */
    Visit of(String element) {
        return visits.getOrDefault(element, new Visit(0, false, false));
    }

    boolean isFollowed(SequenceFlow flow) {
        return followed.contains(flow.getId());
    }

    /** Looks where the visits of an element led to. */
    void follow(FlowNode source) {
        Map<String, SequenceFlow> targets = new HashMap<>();
        source.getOutgoing().forEach(flow -> targets.put(flow.getTarget().getId(), flow));
        for (int i = 0; i < activities.size(); i++) {
            Activity visit = activities.get(i);
            if (visit.id().equals(source.getId()) && visit.endedAt() != null && !visit.cancelled()) {
                follow(source, targets, i + 1);
            }
        }
    }

    private void follow(FlowNode source, Map<String, SequenceFlow> targets, int from) {
        boolean one = source.getElementType().getTypeName().equals("exclusiveGateway")
                || source.getElementType().getTypeName().equals("eventBasedGateway");
        for (int i = from; i < activities.size(); i++) {
            SequenceFlow flow = targets.get(activities.get(i).id());
            if (flow != null) {
                followed.add(flow.getId());
                if (one) {
                    return;
                }
            }
        }
    }
}
