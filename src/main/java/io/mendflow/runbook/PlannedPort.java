package io.mendflow.runbook;

import groovy.lang.GroovyInterceptable;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import io.mendflow.connector.Port;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.jspecify.annotations.Nullable;

/**
 * A port as a plan sees it: its reads are done, its effects are noted and answered with a sample. Whatever port it leads to is seen the same way, so
 * that there is no way round.
 */
final class PlannedPort extends GroovyObjectSupport implements GroovyInterceptable {

    private final String name;
    private final Port port;
    private final Planning planning;

    /** @param name how the runbook says it, such as {@code host.ssh(web-1)} */
    PlannedPort(String name, Port port, Planning planning) {
        this.name = name;
        this.port = port;
        this.planning = planning;
    }

    @Override
    public @Nullable Object invokeMethod(String operation, Object arguments) {
        Object[] given = PortOperation.arguments(port, operation, arguments);
        PortOperation found = PortOperation.of(port, operation, given.length);
        if (found != null) {
            return call(found, operation, given, () -> InvokerHelper.invokeMethod(port, operation, given));
        }
        // What Groovy gives to every object, such as with { … }, is to see this port.
        if (getMetaClass().respondsTo(this, operation, given).isEmpty()) {
            throw new MissingMethodException(operation, port.getClass(), given);
        }
        return getMetaClass().invokeMethod(this, operation, given);
    }

    /** Where Groovy goes with a method pointer, such as {@code host.&start}. */
    public @Nullable Object methodMissing(String operation, Object arguments) {
        return invokeMethod(operation, arguments);
    }

    @Override
    public @Nullable Object getProperty(String property) {
        if (property.equals("metaClass")) {
            return getMetaClass();
        }
        PortOperation found = PortOperation.ofProperty(port, property);
        if (found == null) {
            throw new MissingPropertyException(property, port.getClass());
        }
        return call(found, property, new Object[0], () -> InvokerHelper.getProperty(port, property));
    }

    @Override
    public String toString() {
        return name;
    }

    private @Nullable Object call(PortOperation found, String operation, Object[] given, Supplier<Object> work) {
        String path = PortOperation.path(name, operation, given);
        if (found.leadsOn()) {
            return planned(work.get(), path);
        }
        List<Object> arguments = Arrays.asList(given);
        boolean known = arguments.stream().noneMatch(Sample::isIn);
        String target = target(operation, arguments, known);
        if (found.effect()) {
            planning.effect(name, operation, target, arguments, found.undo());
            return new Sample(name + "." + operation);
        }
        planning.read(name, operation, target, arguments);
        return known ? planned(work.get(), path) : new Sample(name + "." + operation);
    }

    /** The answer, with every port in it planned as well. */
    private @Nullable Object planned(@Nullable Object answer, String path) {
        if (answer instanceof Port next) {
            return new PlannedPort(path, next, planning);
        }
        if (answer instanceof List<?> several && several.stream().anyMatch(Port.class::isInstance)) {
            return several.stream().map(item -> planned(item, path)).toList();
        }
        return answer;
    }

    /** What depends on the answer of an effect may not be told yet; what the settings do not allow is refused as in a run. */
    private String target(String operation, List<Object> arguments, boolean known) {
        try {
            return port.target(operation, arguments);
        } catch (RuntimeException e) {
            if (known) {
                throw e;
            }
            return new Sample("not known yet").toString();
        }
    }
}
