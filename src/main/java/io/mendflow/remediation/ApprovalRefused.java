package io.mendflow.remediation;

/** A decision that this person cannot take, or nobody any more. */
public class ApprovalRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ApprovalRefused(String message) {
        super(message);
    }
}
