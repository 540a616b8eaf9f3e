package io.mendflow.connector.mlflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names MLflow can have, and which of its tags are the store's own. */
final class Names {

    /** Made with: as text, for people. */
    static final String KEY = "mendflow.key";
    /** What {@link #KEY} is found by, whatever characters are in it. */
    static final String ID = "mendflow.id";

    static final String MODEL = "mendflow.model";
    static final String CODE = "mendflow.code";
    static final String DIGEST = "mendflow.digest";
    static final String SOURCE = "mendflow.source";
    static final String STAGE = "mendflow.stage";
    /** Set last: what has it needs nothing any more. */
    static final String WHOLE = "mendflow.whole";
    /** On a run that only holds a version's artifacts, and on that version. */
    static final String HOLDER = "mendflow.holder";

    static final String PARENT = "mlflow.parentRunId";
    static final String RUN_NAME = "mlflow.runName";

    private static final Set<String> OWN =
            Set.of(KEY, ID, MODEL, CODE, DIGEST, SOURCE, STAGE, WHOLE, HOLDER, PARENT, RUN_NAME);

    private static final Pattern MODEL_NAME = Pattern.compile("(?U)[^/:'\"`%\\\\\\p{Cntrl}]{1,256}");
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern RESERVED_ALIAS = Pattern.compile("latest|v[0-9]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,255}");
    private static final int LONGEST_TEXT = 1000;

    private Names() {}

    static boolean isOwn(String tag) {
        return OWN.contains(tag);
    }

    static String model(String name) {
        if (name.isBlank() || !MODEL_NAME.matcher(name).matches()) {
            throw refused("the name of a model: up to 256 characters without / : % \\ and quotes", name);
        }
        return name;
    }

    static String alias(String alias) {
        if (!ALIAS.matcher(alias).matches()) {
            throw refused("an alias without the @: up to 100 letters, digits, dashes and underscores", alias);
        }
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
            throw refused("the id of a run: letters, digits, dashes and underscores", id);
        }
        return id;
    }

    static String key(String key) {
        if (key.isBlank() || key.length() > LONGEST_TEXT) {
            throw refused("a key, 1 to " + LONGEST_TEXT + " characters that are not all blank", key);
        }
        return key;
    }

    /** A tag that others may set. */
    static String tag(String tag) {
        if (tag.isBlank() || tag.length() > 250 || isOwn(tag)) {
            throw refused(
                    "a tag of up to 250 characters that is none of the store's own (mendflow.key and others)", tag);
        }
        return tag;
    }

    /** MLflow decodes a path more than once, so that no {@code %} in it is safe. */
    static String artifact(String path) {
        boolean astray = Arrays.stream(path.split("/", -1)).anyMatch(Names::leadsAstray);
        if (astray || path.length() > LONGEST_TEXT) {
            throw refused(
                    "the path of an artifact, such as model/weights.bin: relative, with / between its parts, none of them . or .., and without % # : \\",
                    path);
        }
        return path;
    }

    /** SHA-256 of a text, in hex: its first 32 digits. */
    static String hash(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256, which every Java has", e);
        }
    }

    private static boolean leadsAstray(String part) {
        return part.isEmpty()
                || part.equals(".")
                || part.equals("..")
                || part.chars().anyMatch(c -> c < ' ' || c == 0x7f || "%#:\\".indexOf(c) >= 0);
    }

    private static IllegalArgumentException refused(String expected, String got) {
        String shown = got.length() > 120 ? got.substring(0, 120) + "…" : got;
        return new IllegalArgumentException(
                "Expected %s, got '%s'".formatted(expected, shown.replaceAll("\\p{Cntrl}", "?")));
    }
}
