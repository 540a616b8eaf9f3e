package io.mendflow.incident;

/** A step that an incident cannot take from the state it is in. */
public class TransitionRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TransitionRefused(String key, State from, State to) {
        super("Expected to move incident %s to '%s', but it is '%s'; from there it may go to %s"
                .formatted(
                        key,
                        to.text(),
                        from.text(),
                        from.next().isEmpty()
                                ? "no other state"
                                : from.next().stream().map(State::text).sorted().toList()));
    }
}
