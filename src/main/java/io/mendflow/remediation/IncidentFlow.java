package io.mendflow.remediation;

/** Keys, element ids, messages and variables of {@code incident-response}, {@code root-cause-analysis} and {@code escalation}. */
final class IncidentFlow {

    static final String PROCESS = "incident-response";

    static final String TASK_HANDLE = "Task_Handle";

    static final String SIGNALS_CLEARED = "signals-cleared";
    static final String SIGNALS_FIRING = "signals-firing";
    static final String ESCALATION_ASKED = "escalation-asked";
    static final String INCIDENT_CLOSED = "incident-closed";

    /** String: the incident's key, which is the business key too. */
    static final String INCIDENT_KEY = "incidentKey";

    /** Strings: what the incident is about. */
    static final String TITLE = "title";

    static final String SUMMARY = "summary";
    static final String SERVICE = "service";
    static final String ENVIRONMENT = "environment";
    static final String SEVERITY = "severity";

    /** Integer: how often the incident was opened again after it had been resolved. */
    static final String REOPENED = "reopened";

    /** Strings: what triage decided. */
    static final String CATEGORY = "category";

    static final String PRIORITY = "priority";
    static final String ROUTE = "route";

    /** Integer: priority of jobs and tasks, higher first. */
    static final String URGENCY = "urgency";

    /** Map of strings, there only while a decision table is evaluated. */
    static final String LABELS = "labels";

    /** Boolean: a person asked for people before automation began. */
    static final String ESCALATION_WANTED = "escalationAsked";

    /** JSON string: findings of the root-cause steps so far. */
    static final String FINDINGS = "findings";

    /** Boolean: there are metrics to ask. */
    static final String METRICS_WANTED = "metricsWanted";

    /** String: the first of the ranked causes, as a sentence. */
    static final String TOP_CAUSE = "topCause";

    /** String or null: the runbook that fits. */
    static final String RUNBOOK_ID = "runbookId";

    /** JSON string: inputs that the selection table gives. */
    static final String SELECTED_INPUTS = "selectedInputs";

    /** String and integer: the very process and version that the call activity starts. */
    static final String RUNBOOK_KEY = "runbookKey";

    static final String RUNBOOK_VERSION = "runbookVersion";
    static final String RUNBOOK_TITLE = "runbookTitle";

    /** String: what the run would do, for those who approve. */
    static final String RUN_SUMMARY = "runSummary";

    static final String RUN_ID = "runId";
    static final String RISK = "risk";
    static final String RUN_OUTCOME = "runOutcome";

    /** Strings: {@code observe}, {@code suggest}, {@code approve} or {@code auto}; and {@code auto}, {@code approve}, {@code four-eyes} or {@code deny}. */
    static final String AUTONOMY = "autonomy";

    static final String APPROVAL = "approval";

    /** String: hash of the plan that is asked about. */
    static final String PLAN_HASH = "planHash";

    /** String: what the run would do, effect by effect, for those who approve. */
    static final String PLAN_SUMMARY = "planSummary";

    /** Boolean: what would be done now is what was approved. */
    static final String PLAN_HOLDS = "planHolds";

    /** Integers: how many people have to agree, and have. */
    static final String APPROVALS_NEEDED = "approvalsNeeded";

    static final String APPROVALS_GIVEN = "approvalsGiven";

    /** Strings: what a person chose in a form, why, and who it was. */
    static final String DECISION = "decision";

    static final String COMMENT = "comment";
    static final String DECIDED_BY = "decidedBy";

    /** Strings: texts of the errors that lead to people. */
    static final String REFUSAL = "refusal";

    static final String REJECTION = "rejection";
    static final String WHY = "why";
    static final String WHY_CODE = "whyCode";

    /** Boolean: nothing fires any more. */
    static final String CLEAR = "clear";

    /** String: {@code solved}, {@code retry} or {@code cleared}. */
    static final String ESCALATION_OUTCOME = "escalationOutcome";

    /** Integer: how often the escalation timer has run out. */
    static final String LEVEL = "escalationLevel";

    static final String RESOLUTION = "resolution";

    /** ISO-8601 durations. */
    static final String CAUSES_WITHIN = "causesWithin";

    static final String APPROVAL_REMINDER = "approvalReminder";
    static final String APPROVAL_WITHIN = "approvalWithin";
    static final String RUN_WITHIN = "runWithin";
    static final String VERIFY_WITHIN = "verifyWithin";
    static final String SOAK = "soak";
    static final String ESCALATE_AFTER = "escalateAfter";
    static final String TELL_WITHIN = "tellWithin";

    /** Where the engine keeps a decision's result until its task ends. */
    static final String DECISION_RESULT = "decisionResult";

    private IncidentFlow() {}
}
