package io.mendflow.model;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.springframework.dao.DataAccessException;

/**
 * How a model flow's steps fail. What trying again does not mend leads to the flow's error path at once; what may pass, such as a store that is away,
 * is tried again as the task says, and leads there when the tries are used up. When the database fails, the engine alone decides.
 */
final class Steps {

    private Steps() {}

    /** What a step does. */
    @FunctionalInterface
    interface Step {
        void run(DelegateExecution execution) throws Exception;
    }

    static JavaDelegate of(Step step) {
        return execution -> {
            try {
                step.run(execution);
            } catch (Trouble e) {
                throw failed(execution, e.getMessage());
            } catch (BpmnError | DataAccessException e) {
                throw e;
            } catch (Exception e) {
                if (!isLastTry()) {
                    throw e;
                }
                throw failed(execution, String.valueOf(e.getMessage()));
            }
        };
    }

    /** A step that must not be given up: its job waits for somebody in Cockpit when its tries are used up. */
    static JavaDelegate insisting(Step step) {
        return step::run;
    }

    private static BpmnError failed(DelegateExecution execution, String why) {
        execution.setVariable(ModelFlow.WHY, cut(why));
        return new BpmnError(ModelFlow.FAILED, cut(why));
    }

    private static boolean isLastTry() {
        JobExecutorContext job = Context.getJobExecutorContext();
        return job != null && job.getCurrentJob() != null && job.getCurrentJob().getRetries() <= 1;
    }

    /** The engine keeps a text variable of at most 4000 characters. */
    static String cut(String text) {
        return text.length() > 3900 ? text.substring(0, 3899) + "…" : text;
    }
}
