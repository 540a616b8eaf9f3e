package io.mendflow.runbook;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Says again that a run waits for a person. */
@Component("runbookReminder")
class ReminderListener implements TaskListener {

    private final Acts acts;
    private final ApplicationEventPublisher events;

    ReminderListener(Acts acts, ApplicationEventPublisher events) {
        this.acts = acts;
        this.events = events;
    }

    @Override
    public void notify(DelegateTask task) {
        Run run = acts.of(task.getExecution()).run();
        events.publishEvent(new RunWaits(
                run.id(),
                run.incidentKey(),
                "%s still waits for a person: task '%s' in Tasklist".formatted(run.id(), task.getName())));
    }
}
