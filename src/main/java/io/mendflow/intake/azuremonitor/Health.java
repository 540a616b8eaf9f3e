package io.mendflow.intake.azuremonitor;

import io.mendflow.intake.Field;
import io.mendflow.intake.Texts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an alert of Service Health or Resource Health is about, and whether that is over. */
record Health(String fingerprint, boolean over) {

    /** Null for every other alert. */
    static @Nullable Health of(Field essentials, Field context, List<Resource> targets) {
        String service = String.valueOf(essentials.at("monitoringService").anyText())
                .replace(" ", "")
                .toLowerCase(Locale.ROOT);
        Field properties = context.at("properties");
        String rule = String.valueOf(essentials.at("alertRule").anyText());
        String status = String.valueOf(context.at("status").anyText());
        if (service.contains("servicehealth") && properties.at("trackingId").anyText() != null) {
            String stage = String.valueOf(properties.at("stage").anyText());
            return new Health(
                    Texts.hash(List.of(
                            "service health",
                            rule,
                            String.valueOf(properties.at("trackingId").anyText()))),
                    List.of("resolved", "complete").contains(stage.toLowerCase(Locale.ROOT))
                            || status.equalsIgnoreCase("Resolved"));
        }
        if (service.contains("resourcehealth") && !targets.isEmpty()) {
            return new Health(
                    Texts.hash(
                            List.of("resource health", rule, targets.get(0).id().toLowerCase(Locale.ROOT))),
                    "Available"
                                    .equalsIgnoreCase(
                                            properties.at("currentHealthStatus").anyText())
                            || status.equalsIgnoreCase("Resolved"));
        }
        return null;
    }
}
