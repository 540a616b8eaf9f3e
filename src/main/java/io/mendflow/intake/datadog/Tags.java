package io.mendflow.intake.datadog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tags as labels. Those that the alert is grouped by come first; of several with one name the first counts. */
final class Tags {

    private Tags() {}

    static Map<String, String> of(Variables variables, Title title) {
        List<String> all = new ArrayList<>(variables.list("alertscope"));
        all.addAll(variables.list("scope"));
        if (title.scope() != null) {
            all.addAll(
                    Arrays.stream(title.scope().split(",")).map(String::strip).toList());
        }
        all.addAll(variables.list("tags"));
        Map<String, String> labels = new LinkedHashMap<>();
        List<String> plain = new ArrayList<>();
        for (String tag : all) {
            int colon = tag.indexOf(':');
            if (colon > 0 && colon < tag.length() - 1) {
                labels.putIfAbsent(tag.substring(0, colon), tag.substring(colon + 1));
            } else if (!plain.contains(tag) && !tag.isBlank()) {
                plain.add(tag);
            }
        }
        if (!plain.isEmpty()) {
            labels.putIfAbsent("tags", String.join(",", plain));
        }
        String host = variables.text("hostname", "host");
        if (host != null) {
            labels.putIfAbsent("host", host);
        }
        String monitor = variables.text("alertid", "monitorid");
        if (monitor != null) {
            labels.putIfAbsent("monitor", monitor);
        }
        return labels;
    }
}
