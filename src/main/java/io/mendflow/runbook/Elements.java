package io.mendflow.runbook;

/** Keys, element ids, error codes and variables of the processes that runbooks become. */
final class Elements {

    /** A step's tries are used up; caught inside the process. */
    static final String STEP_FAILED = "STEP_FAILED";

    /** A step that must act only once was found unfinished; caught inside the process. */
    static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    /** How a failed run ends, after its undos; for the caller. */
    static final String RUN_FAILED = "RUN_FAILED";

    static final String RUN_ID = "runId";
    static final String RUN_OUTCOME = "runOutcome";
    static final String RUN_REASON = "runReason";

    /** Boolean: every precondition checked so far holds. */
    static final String APPLIES = "applies";

    /** One of holds, not-yet, over. */
    static final String VERIFICATION = "verification";

    /** ISO-8601 duration until the next check. */
    static final String VERIFICATION_WAIT = "verificationWait";

    /** What a person says about a step of unknown outcome: happened, did-not, stop. */
    static final String DECISION = "decision";

    /** Long: taken from the caller when it passes one in, else 0. */
    static final String JOB_PRIORITY = "jobPriority";

    static final String CALLED_RUN = "calledRunId";
    static final String CALLED_VERSION = "calledVersion";
    static final String CALLED_KEY = "calledKey";

    static final String END_VERIFIED = "End_Verified";
    static final String END_NOT_APPLICABLE = "End_NotApplicable";
    static final String END_FAILED = "End_Failed";

    private static final String PREFIX = "runbook-";

    private Elements() {}

    static String processKey(String runbookId) {
        return PREFIX + runbookId;
    }

    static boolean isRunbook(String processKey) {
        return processKey.startsWith(PREFIX);
    }

    /** True for what begins only when nothing stands against it: steps and preconditions. */
    static boolean isGuarded(String elementId) {
        return elementId.startsWith(step("")) || elementId.startsWith(precondition(""));
    }

    static String inputVariable(String name) {
        return "input_" + name;
    }

    static String outputVariable(String name) {
        return "output_" + name;
    }

    static String precondition(String slug) {
        return "Task_Precondition_" + slug;
    }

    static String step(String slug) {
        return "Task_Step_" + slug;
    }

    /** What the undo of a step belongs to: the step's task, or the sub-process around a step that acts once. */
    static String undone(Definition.Step step) {
        return step.once() ? "SubProcess_Once_" + step.slug() : step(step.slug());
    }

    static String undo(String slug) {
        return "Task_Undo_" + slug;
    }

    static String verification(String slug) {
        return "Task_Verify_" + slug;
    }

    static String decision(String slug) {
        return "Task_Decide_" + slug;
    }

    static String deadlineVariable(String slug) {
        return "verify_" + slug + "_deadline";
    }

    static String holdsSinceVariable(String slug) {
        return "verify_" + slug + "_holdsSince";
    }

    static String checkedVariable(String slug) {
        return "verify_" + slug + "_checkedAt";
    }
}
