package io.mendflow.remediation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.diagnosis.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Findings on their way from step to step: JSON in one text variable, readable in Cockpit, the strongest ones when not all fit. */
record Findings(ObjectMapper json) {

    /** As long as a text variable can be. */
    private static final int LONGEST = 4000;

    String add(String found, List<Finding> more) {
        List<Finding> all = new ArrayList<>(read(found));
        all.addAll(more);
        all.sort(Comparator.comparingDouble(Finding::score).reversed());
        String text = write(all);
        while (text.length() > LONGEST) {
            all.remove(all.size() - 1);
            text = write(all);
        }
        return text;
    }

    List<Finding> read(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected findings as JSON, got " + text, e);
        }
    }

    private String write(List<Finding> findings) {
        try {
            return json.writeValueAsString(findings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
