package io.mendflow.runbook;

import groovy.lang.GroovyInterceptable;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import io.mendflow.connector.Port;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.codehaus.groovy.runtime.InvokerHelper;

/** A port as a plan sees it: its reads are done, its effects are noted and answered with a sample. */
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
    public Object invokeMethod(String operation, Object arguments) {
        Object[] given = arguments instanceof Object[] several ? several : new Object[] {arguments};
        if (operation.equals("toString") && given.length == 0) {
            return name;
        }
        Method method = method(operation, given.length);
        if (method == null) {
            throw new MissingMethodException(operation, port.getClass(), given);
        }
        return call(method, operation, given);
    }

    @Override
    public Object getProperty(String property) {
        if (property.equals("metaClass")) {
            return getMetaClass();
        }
        String capital = property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
        Method method = method("get" + capital, 0);
        method = method == null ? method("is" + capital, 0) : method;
        if (method == null) {
            throw new MissingPropertyException(property, port.getClass());
        }
        return call(method, property, new Object[0]);
    }

    private Object call(Method method, String operation, Object[] given) {
        List<Object> arguments = Arrays.asList(given);
        if (isMarked(method, Port.LeadsOn.class)) {
            return ledTo(method, operation, given);
        }
        if (isMarked(method, Port.Read.class)) {
            planning.read(name, operation, target(operation, arguments), arguments);
            boolean unknown = arguments.stream().anyMatch(Sample::isIn);
            return unknown
                    ? new Sample(name + "." + operation)
                    : InvokerHelper.invokeMethod(port, method.getName(), given);
        }
        Port.Effect effect = method.getAnnotation(Port.Effect.class);
        String undo = effect == null || effect.undo().isEmpty() ? null : effect.undo();
        planning.effect(name, operation, target(operation, arguments), arguments, undo);
        return new Sample(name + "." + operation);
    }

    private Object ledTo(Method method, String operation, Object[] given) {
        String shown = given.length == 0
                ? name + "." + operation
                : name + "." + operation + "("
                        + String.join(
                                ", ", Arrays.stream(given).map(String::valueOf).toList())
                        + ")";
        Object led = InvokerHelper.invokeMethod(port, method.getName(), given);
        return led instanceof Port next ? new PlannedPort(shown, next, planning) : led;
    }

    /** What the settings do not allow is told by the run; a plan shows it as a target that cannot be named. */
    private String target(String operation, List<Object> arguments) {
        return port.target(operation, arguments);
    }

    private Method method(String operation, int arguments) {
        if (operation.equals("target")) {
            return null;
        }
        Method sameName = null;
        for (Method method : port.getClass().getMethods()) {
            if (method.getName().equals(operation)
                    && method.getDeclaringClass() != Object.class
                    && !method.isBridge()) {
                if (method.getParameterCount() == arguments) {
                    return method;
                }
                sameName = method;
            }
        }
        return sameName;
    }

    private static boolean isMarked(Method method, Class<? extends Annotation> mark) {
        return method.isAnnotationPresent(mark);
    }
}
