package io.mendflow.runbook.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.impl.calendar.CycleBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DueDateBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.MapBusinessCalendarManager;
import org.jspecify.annotations.Nullable;

/** Reckons the due dates of timers from the fake clock; Camunda's own clock is one for all engines of a JVM. */
final class FakeCalendars extends MapBusinessCalendarManager {

    private final TestClock clock;
    /** When the repeating timers began, by how Camunda writes them: with a time of its own clock in the middle. */
    private final Map<String, Instant> began = new HashMap<>();

    FakeCalendars(TestClock clock) {
        this.clock = clock;
        addBusinessCalendar(DurationBusinessCalendar.NAME, new DurationBusinessCalendar() {
            @Override
            public Date resolveDuedate(String text, @Nullable Date from) {
                return super.resolveDuedate(text, orNow(from));
            }
        });
        addBusinessCalendar(DueDateBusinessCalendar.NAME, new DueDateBusinessCalendar() {
            @Override
            public Date resolveDuedate(String text, @Nullable Date from) {
                return super.resolveDuedate(text, orNow(from));
            }
        });
        addBusinessCalendar(CycleBusinessCalendar.NAME, new CycleBusinessCalendar() {
            @Override
            public @Nullable Date resolveDuedate(String text, @Nullable Date from, long repeatOffset) {
                String[] parts = text.split("/");
                return text.startsWith("R") && parts.length == 3
                        ? next(text, parts)
                        : super.resolveDuedate(text, orNow(from), repeatOffset);
            }
        });
    }

    void forget() {
        began.clear();
    }

    /** Camunda asks for this at the first of the repeats, and at each one after it. */
    private @Nullable Date next(String text, String[] parts) {
        Duration period = Duration.parse(parts[2]);
        Instant start = began.computeIfAbsent(text, key -> clock.instant().minus(period));
        long times = parts[0].length() == 1 ? Long.MAX_VALUE : Long.parseLong(parts[0].substring(1));
        long next = Duration.between(start, clock.instant()).dividedBy(period) + 1;
        return next > times ? null : Date.from(start.plus(period.multipliedBy(next)));
    }

    private Date orNow(@Nullable Date from) {
        return from == null ? Date.from(clock.instant()) : from;
    }
}
