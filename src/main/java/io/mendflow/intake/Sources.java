package io.mendflow.intake;

import io.mendflow.incident.Signal;
import io.mendflow.intake.SourceSettings.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All sources there are: one a kind of sender, and those that are configured beside them. */
@Component
class Sources {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final Map<String, Source> posting = new TreeMap<>();
    private final Map<String, Source> all = new HashMap<>();

    Sources(Collection<Sender> senders, SourceSettings settings) {
        Map<String, Sender> types = new TreeMap<>();
        senders.forEach(sender -> {
            types.put(sender.type(), sender);
            add(new Source(sender.type(), sender, List.of()));
        });
        List<String> wrong = new ArrayList<>();
        settings.sources().forEach((name, named) -> configure(name, named, types, wrong));
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("Settings of the sources are wrong:\n  " + String.join("\n  ", wrong));
        }
    }

    /** The source that posts under that name. */
    @Nullable
    Source find(String name) {
        return posting.get(name);
    }

    /** Names that may be posted to, in order. */
    Collection<String> names() {
        return Collections.unmodifiableSet(posting.keySet());
    }

    /**
     * Reads a delivery that is in the inbox.
     *
     * @throws Malformed when nobody can read it
     */
    List<Signal> read(Delivery delivery) {
        Source source = all.get(delivery.source());
        if (source == null) {
            throw new Malformed(
                    "source",
                    "one of the sources %s".formatted(names()),
                    "'%s'; set mendflow.sources.%s.type and replay it".formatted(delivery.source(), delivery.source()));
        }
        if (delivery.header(Delivery.CUT) != null) {
            throw new Malformed(
                    "body", "at most as many bytes as mendflow.inbox.max-body allows", delivery.header(Delivery.CUT));
        }
        return source.sender().read(delivery);
    }

    private void configure(String key, Named named, Map<String, Sender> types, List<String> wrong) {
        String property = "mendflow.sources." + key;
        String name = named.type() == null ? type(key, types) : key;
        Sender sender = types.get(named.type() == null ? name : named.type());
        if (sender == null || !sender.posts()) {
            wrong.add("%s.type is '%s'; expected one of %s"
                    .formatted(property, named.type() == null ? key : named.type(), names()));
        } else if (!NAME.matcher(name).matches()) {
            wrong.add("%s: expected a name of lower-case letters, digits, dots and hyphens".formatted(property));
        } else if (named.all().stream().anyMatch(String::isBlank)) {
            wrong.add(property + ".secret or one of .secrets is blank; set it, or leave it out to let anybody post");
        } else {
            add(new Source(name, sender, named.all()));
        }
    }

    /** Environment variables cannot spell hyphens: {@code MENDFLOW_SOURCES_AZUREMONITOR_SECRET} means azure-monitor. */
    private static String type(String key, Map<String, Sender> types) {
        return types.keySet().stream()
                .filter(type -> plain(type).equals(plain(key)))
                .findFirst()
                .orElse(key);
    }

    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private void add(Source source) {
        all.put(source.name(), source);
        if (source.sender().posts()) {
            posting.put(source.name(), source);
        }
    }
}
