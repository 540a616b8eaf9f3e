package io.mendflow.model;

/** Keys, messages, errors and variables of {@code model-retrain}, {@code model-rollout} and {@code model-rollback}. */
final class ModelFlow {

    static final String RETRAIN = "model-retrain";
    static final String ROLLOUT = "model-rollout";
    static final String ROLLBACK = "model-rollback";

    /** Message: a model store tells that something has changed there. */
    static final String STORE_CHANGED = "model-store-changed";

    /** Errors: nothing more can be done; the rollout was taken back. */
    static final String FAILED = "MODEL_FAILED";

    static final String ROLLED_BACK = "MODEL_ROLLED_BACK";

    /** Strings for people: the promotion and its model. Whose flow it is, is told by the business key alone, which nobody can write. */
    static final String PROMOTION = "promotionId";

    static final String MODEL = "model";

    /** ISO-8601 durations. */
    static final String DEBOUNCE = "debounce";

    static final String LOOK_AGAIN = "lookAgain";
    static final String TRAINING_WITHIN = "trainingWithin";
    static final String APPROVAL_WITHIN = "approvalWithin";
    static final String WATCH_EVERY = "watchEvery";
    static final String RATIFIED_WITHIN = "ratifiedWithin";

    /** Booleans: answers to the gateways' questions. */
    static final String NEEDED = "needed";

    static final String DATA_FITS = "dataFits";
    static final String TRAINED = "trained";
    static final String SCORED = "scored";
    static final String SERVES = "serves";
    static final String HOLDS = "holds";
    static final String BAKED = "baked";
    static final String LAST_STEP = "lastStep";
    static final String RATIFIED = "ratified";

    /** Integer: the tier of risk; string: what the comparison says. Inputs of {@code model-gate}. */
    static final String TIER = "tier";

    static final String VERDICT = "verdict";

    /** Boolean: there is a champion to compare with. */
    static final String HAS_CHAMPION = "hasChampion";

    /** Integer: how many people the tier asks for. */
    static final String APPROVALS = "approvals";

    /** String: {@code roll-out}, {@code approve}, {@code validate-and-approve} or {@code refuse}. */
    static final String ROUTE = "route";

    static final String DECISION_RESULT = "decisionResult";

    /** Strings: groups that may answer. */
    static final String VALIDATORS = "validators";

    static final String OWNERS = "owners";

    /** Strings: what people see, choose and say. */
    static final String TITLE = "title";

    static final String CARD = "card";
    static final String DECISION = "decision";
    static final String COMMENT = "comment";
    static final String APPROVED = "approved";

    /** Integer: which of the canary's steps, from 0; string: until when it is watched. */
    static final String STEP = "step";

    static final String BAKE_UNTIL = "bakeUntil";

    /** Integer: the challenger's share in percent, for people in Cockpit. */
    static final String SHARE = "share";

    /** Instant as string: until when a server may take. */
    static final String SETTLE_UNTIL = "settleUntil";

    /** String or null: what {@code @previous} pointed to before the promotion moved it. */
    static final String PREVIOUS_BEFORE = "previousBefore";

    /** String: why it ends. */
    static final String WHY = "why";

    private ModelFlow() {}
}
