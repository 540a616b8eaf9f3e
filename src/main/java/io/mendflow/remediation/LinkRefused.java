package io.mendflow.remediation;

/** A link to an approval that does not work, or works no more. */
public class LinkRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LinkRefused(String message) {
        super(message);
    }
}
