package io.mendflow.intake.datadog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A title as {@code [P1] [Re-Triggered on {host:web-1}] CPU is high}, taken apart.
 *
 * @param bare the same for the alert and for its recovery
 * @param scope tags with commas between them
 */
record Title(@Nullable String bare, @Nullable String priority, @Nullable String transition, @Nullable String scope) {

    private static final int LONGEST_HEAD = 1000;

    private static final Pattern HEAD = Pattern.compile(
            "\\s*(?:\\[(?<priority>P[1-5])]\\s*)?\\[(?<transition>(?:Re-)?(?:Triggered|Warn|No Data|Recovered|Renotify|Alert|OK))(?: on \\{(?<scope>[^}]*)})?]\\s*",
            Pattern.CASE_INSENSITIVE);

    static Title of(@Nullable String title) {
        if (title == null) {
            return new Title(null, null, null, null);
        }
        Matcher head = HEAD.matcher(title).region(0, Math.min(LONGEST_HEAD, title.length()));
        if (!head.lookingAt()) {
            return new Title(title, null, null, null);
        }
        String rest = title.substring(head.end());
        return new Title(
                rest.isBlank() ? title : rest, head.group("priority"), head.group("transition"), head.group("scope"));
    }
}
