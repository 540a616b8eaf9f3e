package io.mendflow.diagnosis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings as JSON text, in which they go from one task of a flow to the next. */
public final class Findings {

    /** What the engine keeps in a text variable. */
    private static final int LONGEST = 4000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Findings() {}

    /** At most 4000 characters: the weakest findings are left out when there are too many. */
    public static String write(List<Finding> findings) {
        var kept = new ArrayList<>(findings);
        kept.sort(Comparator.comparingDouble(Finding::score).reversed());
        String text = json(kept);
        while (text.length() > LONGEST) {
            kept.remove(kept.size() - 1);
            text = json(kept);
        }
        return text;
    }

    /** The findings of a text that {@link #write} made; none for null or an empty text. */
    public static List<Finding> read(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        try {
            return JSON.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected findings as a JSON array, got " + text, e);
        }
    }

    private static String json(List<Finding> findings) {
        try {
            return JSON.writeValueAsString(findings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
