package io.mendflow.connector.models;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Which names may become files and folders. */
final class Names {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    /** As MLflow has it. */
    private static final Pattern RESERVED_ALIAS = Pattern.compile("latest|v[0-9]+", Pattern.CASE_INSENSITIVE);

    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");
    private static final int LONGEST_PART = 255;
    private static final int LONGEST_PATH = 1000;

    private Names() {}

    static String model(String name) {
        return plain("the name of a model", name);
    }

    static String alias(String alias) {
        plain("an alias without the @", alias);
        if (RESERVED_ALIAS.matcher(alias).matches()) {
            throw refused("an alias that is not reserved (latest, v1, v2, …)", alias);
        }
        return alias;
    }

    static String version(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw refused("a version, a number from 1 on", version);
        }
        return version;
    }

    static String run(String id) {
        if (!RUN.matcher(id).matches()) {
            throw refused("the id of a run, 32 hex digits", id);
        }
        return id;
    }

    /** Any text that is not blank; it never becomes a file's name. */
    static String text(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST_PATH) {
            throw refused(what + ", 1 to " + LONGEST_PATH + " characters that are not all blank", text);
        }
        return text;
    }

    static String artifact(String path) {
        boolean leadsAstray = Arrays.stream(path.split("/", -1)).anyMatch(Names::leadsAstray);
        if (leadsAstray || path.length() > LONGEST_PATH) {
            throw refused(
                    "the path of an artifact, such as model/weights.bin: relative, with / between its parts, none of them . or ..",
                    path);
        }
        return path;
    }

    private static boolean leadsAstray(String part) {
        return part.isEmpty()
                || part.equals(".")
                || part.equals("..")
                || part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART
                || part.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
    }

    private static String plain(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    what + ": up to 100 letters, digits, dots, dashes and underscores, the first a letter or digit",
                    name);
        }
        return name;
    }

    private static IllegalArgumentException refused(String expected, String got) {
        String shown = got.length() > 120 ? got.substring(0, 120) + "…" : got;
        return new IllegalArgumentException(
                "Expected %s, got '%s'".formatted(expected, shown.replaceAll("\\p{Cntrl}", "?")));
    }
}
