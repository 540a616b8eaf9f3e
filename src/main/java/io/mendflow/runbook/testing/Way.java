package io.mendflow.runbook.testing;

import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingPropertyException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to an operation as a test writes it: from a verb over ports that lead on. At its end stands a {@link Rule}. */
public final class Way extends GroovyObjectSupport {

    private final Fakes fakes;
    private final Class<?> port;
    private final List<Segment> path;

    Way(Fakes fakes, Class<?> port, List<Segment> path) {
        this.fakes = fakes;
        this.port = port;
        this.path = path;
    }

    /** The way of a verb. */
    static Way of(Fakes fakes, String verb) {
        Class<?> port = fakes.verbs().get(verb);
        if (port == null) {
            throw new MissingPropertyException("unknown verb '%s'; those there are: %s"
                    .formatted(verb, String.join(", ", fakes.verbs().keySet())));
        }
        return new Way(fakes, port, List.of(Segment.of(verb)));
    }

    /** Goes on: to another {@code Way}, or to a {@link Rule} at its end. */
    Object on(String name, @Nullable Object... arguments) {
        Operations operations = Operations.of(port);
        Method operation = operations
                .find(name, arguments.length)
                .orElseThrow(
                        () -> new IllegalArgumentException("%s has no operation '%s' that takes %d arguments; it has %s"
                                .formatted(
                                        Segment.written(path),
                                        name,
                                        arguments.length,
                                        String.join(", ", operations.names()))));
        var longer = new ArrayList<>(path);
        longer.add(Segment.of(Operations.name(operation), arguments));
        return Operations.leadsOn(operation)
                ? new Way(fakes, operation.getReturnType(), longer)
                : new Rule(longer, operation, fakes);
    }

    @Override
    public Object getProperty(String name) {
        return on(name);
    }

    @Override
    public Object invokeMethod(String name, @Nullable Object arguments) {
        return on(name, arguments instanceof Object[] several ? several : new Object[] {arguments});
    }
}
