package io.mendflow.demo.scoring;

import java.util.List;
import java.util.Map;

/**
 * What is in {@code model.json} beside a model: all that is needed to use it.
 *
 * @param features columns that a row must have
 * @param categories values that were seen in training, by column; others say nothing
 * @param threshold score from which on a payment is taken for fraud
 */
record ModelSheet(List<String> features, Map<String, List<String>> categories, double threshold) {

    static final String FILE = "model.json";

    ModelSheet {
        features = List.copyOf(features);
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("Expected a threshold above 0 and below 1, got " + threshold);
        }
    }
}
