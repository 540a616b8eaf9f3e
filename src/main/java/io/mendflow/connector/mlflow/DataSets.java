package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.Lineage.DataSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Data sets as MLflow has them among a run's inputs. Its digests are short and its data sets are shared by runs, so that the whole digest and the
 * source are tags of the input.
 */
final class DataSets {

    private static final int LONGEST_DIGEST = 36;
    private static final int LONGEST_TAG = 500;

    private DataSets() {}

    static List<Map<String, Object>> written(List<DataSet> data) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (DataSet set : data) {
            Map<String, String> tags = new HashMap<>();
            Map.of(Names.DIGEST, set.digest(), Names.SOURCE, set.source()).forEach((key, value) -> {
                if (value.length() <= LONGEST_TAG) {
                    tags.put(key, value);
                }
            });
            String digest = set.digest();
            all.add(Map.of(
                    "tags",
                    Api.pairs(tags),
                    "dataset",
                    Map.of(
                            "name",
                            set.name(),
                            "digest",
                            digest.length() <= LONGEST_DIGEST ? digest : digest.substring(0, LONGEST_DIGEST),
                            "source_type",
                            "mendflow",
                            "source",
                            set.source())));
        }
        return all;
    }

    /** Those of a run, others' too. */
    static List<DataSet> read(JsonNode run) {
        List<DataSet> data = new ArrayList<>();
        for (JsonNode input : run.path("inputs").path("dataset_inputs")) {
            Map<String, String> tags = Api.texts(input.path("tags"));
            JsonNode set = input.path("dataset");
            data.add(new DataSet(
                    set.path("name").asText(),
                    tags.getOrDefault(Names.DIGEST, set.path("digest").asText()),
                    tags.getOrDefault(Names.SOURCE, set.path("source").asText())));
        }
        return data;
    }
}
