package io.mendflow.remediation;

/** A key of an approval that nobody asked for. */
public class UnknownApproval extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownApproval(String id) {
        super("There is no approval '%s'; GET /api/approvals lists those there are".formatted(id));
    }
}
