package io.mendflow.remediation;

import io.mendflow.incident.Timeline;
import io.mendflow.runbook.RunChanged;
import io.mendflow.runbook.RunState;
import io.mendflow.runbook.RunWaits;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.StepChanged;
import io.mendflow.runbook.guard.BreakerOpened;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes what runs do onto the timeline of the incident that they are for. */
@Component
class RunsOnTimeline {

    private final Timeline timeline;
    private final Runs runs;

    RunsOnTimeline(Timeline timeline, Runs runs) {
        this.timeline = timeline;
        this.runs = runs;
    }

    @EventListener
    void note(RunChanged run) {
        if (run.incidentKey() != null) {
            timeline.append(run.incidentKey(), "run", sentence(run));
        }
    }

    @EventListener
    void note(StepChanged step) {
        if (step.incidentKey() != null) {
            timeline.append(step.incidentKey(), "step", step.text());
        }
    }

    @EventListener
    void note(RunWaits waiting) {
        if (waiting.incidentKey() != null) {
            timeline.append(waiting.incidentKey(), "escalation", waiting.text());
        }
    }

    @EventListener
    void note(BreakerOpened breaker) {
        runs.find(breaker.runId())
                .map(details -> details.run().incidentKey())
                .ifPresent(incident -> timeline.append(incident, "run", breaker.reason()));
    }

    private static String sentence(RunChanged run) {
        String reason = run.reason() == null || run.reason().isBlank() ? "" : ": " + run.reason();
        String wait = run.to() == RunState.OUTCOME_UNKNOWN
                ? "; a person decides in Tasklist: did it happen, did it not, or stop?"
                : "";
        return "%s (%s) is %s%s%s"
                .formatted(run.runId(), run.runbookId(), run.to().text(), reason, wait);
    }
}
