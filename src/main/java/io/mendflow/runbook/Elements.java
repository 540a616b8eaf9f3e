package io.mendflow.runbook;

/** Keys, element ids, error codes and variables of the processes that runbooks become. */
final class Elements {

    /** A part cannot go on; caught inside the process. */
    static final String STEP_FAILED = "STEP_FAILED";

    /** A step that must act only once was found unfinished; caught inside the process. */
    static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    /** How a run that did not succeed ends, after its undos; for the caller. */
    static final String RUN_FAILED = "RUN_FAILED";

    /** A signal that a run waits for. */
    static final String SIGNAL = "runbook-signal";

    static final String RUN_ID = "runId";
    static final String RUN_OUTCOME = "runOutcome";
    static final String RUN_REASON = "runReason";

    /** What its verifications say: fixed, not-fixed or worse; not there before. */
    static final String RUN_VERDICT = "runVerdict";

    /** Boolean: a part has failed, so that nothing new is begun in any branch. */
    static final String RUN_STOPS = "runStops";

    /** Boolean: the run stops for people to take over, so nothing is undone. */
    static final String RUN_ESCALATES = "runEscalates";

    /** Text of the item at hand, after those around it. */
    static final String ITEM = "item";

    /** Boolean: every precondition checked so far holds. */
    static final String APPLIES = "applies";

    /** What a person says: happened, did-not or stop about a step of unknown outcome; approve or reject to an approval. */
    static final String DECISION = "decision";

    static final String COMMENT = "comment";

    /** Long: taken from the caller when it passes one in, else 0. */
    static final String JOB_PRIORITY = "jobPriority";

    static final String CALLED_RUN = "calledRunId";
    static final String CALLED_VERSION = "calledVersion";
    static final String CALLED_KEY = "calledKey";

    static final String END_VERIFIED = "End_Verified";
    static final String END_NOT_APPLICABLE = "End_NotApplicable";
    static final String END_FAILED = "End_Failed";
    static final String END_ESCALATED = "End_Escalated";

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

    /** True for scopes of other parts: each, its items, and branches. */
    static boolean holdsParts(String elementId) {
        return elementId.startsWith(each("")) || elementId.startsWith(item("")) || elementId.startsWith(branch(""));
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

    static String await(String slug) {
        return "Task_Await_" + slug;
    }

    static String decision(String slug) {
        return "Task_Decide_" + slug;
    }

    /** The end event of a step of unknown outcome at which a person has stopped the run. */
    static String stopped(String slug) {
        return "End_Stopped_" + slug;
    }

    static String approval(String slug) {
        return "Task_Approve_" + slug;
    }

    static String when(String slug) {
        return "Task_When_" + slug;
    }

    /** The task that lists the items of an each. */
    static String list(String slug) {
        return "Task_List_" + slug;
    }

    static String each(String slug) {
        return "SubProcess_Each_" + slug;
    }

    static String item(String slug) {
        return "SubProcess_Item_" + slug;
    }

    static String itemStart(String slug) {
        return "Start_Item_" + slug;
    }

    static String branch(String slug) {
        return "SubProcess_Branch_" + slug;
    }

    /** The task that looks whether a signal has come before it is waited for. */
    static String look(String slug) {
        return "Task_Look_" + slug;
    }

    static String waitFor(String slug) {
        return "Task_Wait_" + slug;
    }

    static String stop(String slug) {
        return "End_Stop_" + slug;
    }

    /** The end event of an approval that was not given. */
    static String rejected(String slug) {
        return "End_Rejected_" + slug;
    }

    /** The end event of a deadline. */
    static String overdue(String slug) {
        return "End_Overdue_" + slug;
    }

    /** ISO-8601 instant. */
    static String deadlineVariable(String watch) {
        return watch + "_deadline";
    }

    static String holdsSinceVariable(String watch) {
        return watch + "_holdsSince";
    }

    static String checkedVariable(String watch) {
        return watch + "_checkedAt";
    }

    static String worseSinceVariable(String watch) {
        return watch + "_worseSince";
    }

    /** What the last check gave, as text. */
    static String valueVariable(String watch) {
        return watch + "_value";
    }

    /** What it was before the run acted, as text. */
    static String baselineVariable(String watch) {
        return watch + "_baseline";
    }

    /** One of holds, not-yet, over, worse. */
    static String verdictVariable(String watch) {
        return watch + "_verdict";
    }

    /** ISO-8601 duration until the next check. */
    static String waitVariable(String watch) {
        return watch + "_wait";
    }

    /** What an attempt came to, in a few lines. */
    static String recordVariable(StepKind kind, String slug) {
        return kind.text() + "_" + slug;
    }

    /** What the variables of a verification begin with. */
    static String verifying(String slug) {
        return "verify_" + slug;
    }

    static String awaiting(String slug) {
        return "await_" + slug;
    }

    /** Boolean: the answer to a question. */
    static String answerVariable(String slug) {
        return "when_" + slug;
    }

    /** Boolean: people have said yes. */
    static String approvedVariable(String slug) {
        return "approved_" + slug;
    }

    /** Boolean: somebody has said no. */
    static String rejectedVariable(String slug) {
        return "rejected_" + slug;
    }

    /** JSON: the labels of the signal that is waited for. */
    static String signalVariable(String slug) {
        return "signal_" + slug;
    }

    /** Boolean: the signal has come. */
    static String heardVariable(String slug) {
        return "heard_" + slug;
    }

    /** How many items there are. */
    static String countVariable(String slug) {
        return "count_" + slug;
    }

    /** In how many batches they are done. */
    static String batchesVariable(String slug) {
        return "batches_" + slug;
    }

    /** The number of this batch, from 0. */
    static String batchVariable(String slug) {
        return "batch_" + slug;
    }

    /** The number of this item, from 0. */
    static String indexVariable(String slug) {
        return "index_" + slug;
    }

    /** What attempts at this item's parts are kept under: the item's text, after those of the items around it. */
    static String itemVariable(String slug) {
        return "item_" + slug;
    }
}
