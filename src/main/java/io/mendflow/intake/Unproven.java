package io.mendflow.intake;

/** A delivery that does not prove where it comes from, or whose proof cannot be checked at this moment. */
public class Unproven extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final boolean passing;

    private Unproven(String message, boolean passing) {
        super(message, null, false, false);
        this.passing = passing;
    }

    /** The proof is missing or wrong, and will be the next time too: 401. */
    public static Unproven refused(String detail) {
        return new Unproven(detail, false);
    }

    /** What it takes to check the proof is out of reach: 503, so that the sender tries again. */
    public static Unproven forNow(String detail) {
        return new Unproven(detail, true);
    }

    public boolean isPassing() {
        return passing;
    }
}
