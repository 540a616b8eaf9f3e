package io.mendflow.incident;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An alert as history knows it: what fires, and on which service; each firing is another signal.
 *
 * @param name the label {@code alertname}, else the title without what changes from one firing to the next
 */
public record Alert(String service, String name) {

    private static final int LONGEST_NAME = 200;
    private static final Pattern UUID = Pattern.compile("\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b");
    private static final Pattern ID = Pattern.compile("\\b(?=[a-zA-Z]*\\d)[0-9a-zA-Z]{5,}\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static Alert of(Signal signal) {
        return new Alert(signal.service(), cut(name(signal.labels().get("alertname"), signal.title())));
    }

    private static String name(@Nullable String given, String title) {
        return given == null || given.isBlank() ? masked(title) : given.strip();
    }

    /** Ids, addresses and figures would make a new alert of each firing. */
    private static String masked(String title) {
        String withoutIds = ID.matcher(UUID.matcher(title).replaceAll("#")).replaceAll("#");
        return NUMBER.matcher(withoutIds).replaceAll("#").strip();
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    @Override
    public String toString() {
        return name + " on " + service;
    }
}
