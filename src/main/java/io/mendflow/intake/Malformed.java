package io.mendflow.intake;

/** A delivery that is not of its sender's shape. */
public class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final String field;

    /**
     * @param field JSON Pointer into the body, {@code body} for all of it, or {@code header} and a name
     * @param expected what it should be, as in "an array"
     * @param came what it is, as in "an object"
     */
    public Malformed(String field, String expected, String came) {
        super(storable("Expected %s at %s, but it is %s".formatted(expected, field, came)));
        this.field = storable(field);
    }

    public String field() {
        return field;
    }

    /** A refusal shows what came, which may be what no column can keep: NUL characters and lone surrogates. */
    private static String storable(String text) {
        return text.replaceAll("[\\x00\\p{Cs}]", "\uFFFD");
    }
}
