package io.mendflow.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Groups the alerts of one environment as they fire, without knowing what comes next.
 *
 * <ul>
 *   <li>An alert joins the newest group of its service, else the one that its best partner fired in last, if that group is not older than the
 *       gap. Groups never become one, so an alert that fires with both of two troubles does not make one of them.
 *   <li>An alert that storms is put apart, into the storm of its service: so it neither keeps other groups alive nor draws what else fires
 *       meanwhile. A storm that has gone on for longer than the gap ends when an alert storms that is new to it: that is another trouble, and
 *       what storms from then on belongs to it.
 * </ul>
 *
 * Not safe for use by several threads.
 */
final class Grouping {

    private final Duration gap;
    private final StormSettings storms;
    private final ToDoubleBiFunction<Alert, Alert> affinity;
    private final Map<Alert, Pace> paces = new HashMap<>();
    private final Map<String, Storm> stormOf = new HashMap<>();
    private final Map<String, Group> newestOf = new HashMap<>();
    private final Map<Alert, Group> lastOf = new HashMap<>();
    private long groups;

    /**
     * @param gap a group is over when nothing has fired in it for so long
     * @param affinity how well two alerts go together: the greater the better; 0 or less when they are no partners
     */
    Grouping(Duration gap, StormSettings storms, ToDoubleBiFunction<Alert, Alert> affinity) {
        this.gap = gap;
        this.storms = storms;
        this.affinity = affinity;
    }

    /**
     * Puts one firing of an alert into a group; firings come in the order of time.
     *
     * @return the number of the group
     */
    long place(Alert alert, Instant at) {
        Pace pace = paces.merge(alert, Pace.first(at), (before, first) -> before.next(at, storms.within()));
        return pace.level() >= storms.alerts() ? placeApart(alert, at) : placeByPartner(alert, at);
    }

    private long placeByPartner(Alert alert, Instant at) {
        Group group = Optional.ofNullable(newestOf.get(alert.service()))
                .filter(own -> own.isAliveAt(at, gap))
                .or(() -> ofBestPartner(alert, at))
                .orElseGet(() -> new Group(groups++, at));
        group.last = at;
        newestOf.put(alert.service(), group);
        lastOf.put(alert, group);
        return group.number;
    }

    private Optional<Group> ofBestPartner(Alert alert, Instant at) {
        Group best = null;
        double most = 0;
        for (Map.Entry<Alert, Group> other : lastOf.entrySet()) {
            if (!other.getValue().isAliveAt(at, gap)) {
                continue;
            }
            double found = affinity.applyAsDouble(alert, other.getKey());
            if (found > most
                    || best != null && found == most && other.getValue().isNewerThan(best)) {
                most = found;
                best = other.getValue();
            }
        }
        return Optional.ofNullable(best);
    }

    private long placeApart(Alert alert, Instant at) {
        Storm before = stormOf.get(alert.service());
        Storm storm = before != null && !isOver(before, at) ? before : null;
        if (storm == null || isNews(storm, alert, at)) {
            storm = new Storm(groups++, at, storm);
            stormOf.put(alert.service(), storm);
        }
        storm.take(alert, at);
        return storm.number;
    }

    private boolean isOver(Storm storm, Instant at) {
        return !at.isBefore(storm.last.plus(gap));
    }

    private boolean isNews(Storm storm, Alert alert, Instant at) {
        return !storm.alerts.contains(alert) && !at.isBefore(storm.grown.plus(gap));
    }

    private static final class Group {

        private final long number;
        private Instant last;

        Group(long number, Instant at) {
            this.number = number;
            this.last = at;
        }

        boolean isAliveAt(Instant at, Duration gap) {
            return at.isBefore(last.plus(gap));
        }

        boolean isNewerThan(Group other) {
            return last.isAfter(other.last) || last.equals(other.last) && number > other.number;
        }
    }

    /** One storm of a service: which alerts it has, and when the last that was new came to it. What it took over from one before is not new. */
    private static final class Storm {

        private final long number;
        private final Set<Alert> alerts = new HashSet<>();
        private Instant grown;
        private Instant last;

        Storm(long number, Instant at, @Nullable Storm before) {
            this.number = number;
            this.grown = at;
            this.last = at;
            if (before != null) {
                alerts.addAll(before.alerts);
            }
        }

        void take(Alert alert, Instant at) {
            if (alerts.add(alert)) {
                grown = at;
            }
            last = at;
        }
    }
}
