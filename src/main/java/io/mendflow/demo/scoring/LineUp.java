package io.mendflow.demo.scoring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who answers at a moment.
 *
 * @param champion null when none is loaded
 * @param challenger null when there is none, or it is not loaded
 * @param percent of the requests that the challenger answers
 * @param problems in sentences, what keeps it from being what the store asks for
 */
record LineUp(
        @Nullable LoadedVersion champion, @Nullable LoadedVersion challenger, int percent, List<String> problems) {

    static final LineUp EMPTY = new LineUp(null, null, 0, List.of("The model store was not read yet"));

    LineUp {
        problems = List.copyOf(problems);
    }

    /**
     * Who answers a request: always the same for the same id and percentage; a higher percentage only adds requests to the challenger's.
     *
     * @return null when nobody can
     */
    @Nullable
    LoadedVersion answering(String id) {
        return challenger != null && place(id) < percent ? challenger : champion;
    }

    List<LoadedVersion> loaded() {
        return Stream.of(champion, challenger).filter(Objects::nonNull).toList();
    }

    /** The loaded versions with their part of the requests. */
    List<Map<String, Object>> shares() {
        return loaded().stream()
                .map(version -> share(version, version == challenger ? percent : 100 - percent))
                .toList();
    }

    private static Map<String, Object> share(LoadedVersion version, int percent) {
        return Map.of("version", version.version(), "digest", version.digest(), "percent", percent);
    }

    /** 0 to 99, spread evenly. */
    private static int place(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ((hash[0] & 0xff) << 16 | (hash[1] & 0xff) << 8 | hash[2] & 0xff) % 100;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256, which every Java has", e);
        }
    }
}
