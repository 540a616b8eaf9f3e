package io.mendflow.runbook;

import io.mendflow.connector.Port;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The verbs that steps can use. */
@Component
class Verbs {

    private static final Set<String> RESERVED = Set.of("inputs", "outputs", "log");

    private final Map<String, Object> byName;

    Verbs(ObjectProvider<Verb> verbs) {
        var all = new TreeMap<String, Object>();
        verbs.orderedStream().forEach(verb -> {
            if (RESERVED.contains(verb.name()) || all.put(verb.name(), verb.port()) != null) {
                throw new IllegalStateException(
                        "Expected each verb to have a name of its own, but '%s' is taken".formatted(verb.name()));
            }
        });
        byName = Collections.unmodifiableMap(all);
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** The verbs for one part, each noting there what is done through it. */
    Map<String, Object> recorded(Calls calls) {
        var recorded = new HashMap<String, Object>();
        byName.forEach((name, port) -> recorded.put(name, new RecordedPort(name, (Port) port, calls)));
        return recorded;
    }

    Map<String, Object> byName() {
        return byName;
    }
}
