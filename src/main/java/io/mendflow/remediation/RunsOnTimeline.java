package io.mendflow.remediation;

import io.mendflow.incident.Timeline;
import io.mendflow.runbook.RunChanged;
import io.mendflow.runbook.StepChanged;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes what runs do onto the timeline of the incident that they are for. */
@Component
class RunsOnTimeline {

    private final Timeline timeline;

    RunsOnTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    @EventListener
    void note(RunChanged run) {
        if (run.incidentKey() != null) {
            timeline.append(
                    run.incidentKey(),
                    "run",
                    "%s (%s) is %s%s"
                            .formatted(
                                    run.runId(),
                                    run.runbookId(),
                                    run.to().text(),
                                    run.reason() == null || run.reason().isBlank() ? "" : ": " + run.reason()));
        }
    }

    @EventListener
    void note(StepChanged step) {
        if (step.incidentKey() != null) {
            timeline.append(step.incidentKey(), "step", step.text());
        }
    }
}
