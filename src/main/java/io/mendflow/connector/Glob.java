package io.mendflow.connector;

import java.util.regex.Pattern;

/** A pattern over a whole text, in which {@code *} is any text, also none. */
public final class Glob {

    private final Pattern pattern;

    private Glob(String pattern) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
    }

    /** For URLs, in which a question mark is itself. */
    public static Glob ofUrl(String glob) {
        return new Glob(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q"));
    }

    /** For command lines, in which {@code ?} is any one character. */
    public static Glob ofCommand(String glob) {
        return new Glob(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    public boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
