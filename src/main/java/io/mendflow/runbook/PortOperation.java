package io.mendflow.runbook;

import io.mendflow.connector.Port;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * What an operation of a port is marked as.
 *
 * @param arguments how many it takes
 * @param effect it changes something, or does not say
 * @param leadsOn it gives another port
 * @param undo the operation that takes it back; null when there is none
 */
record PortOperation(int arguments, boolean effect, boolean leadsOn, @Nullable String undo) {

    private static final Set<String> OF_EVERY_PORT = Set.of("target", "equals", "hashCode", "toString");

    private static final ClassValue<Map<String, List<PortOperation>>> KNOWN = new ClassValue<>() {
        @Override
        protected Map<String, List<PortOperation>> computeValue(Class<?> type) {
            return Arrays.stream(ClassUtils.getUserClass(type).getMethods())
                    .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
                    .filter(method -> method.getDeclaringClass() != Object.class)
                    .filter(method -> !OF_EVERY_PORT.contains(method.getName()))
                    .collect(Collectors.groupingBy(
                            Method::getName, Collectors.mapping(PortOperation::of, Collectors.toList())));
        }
    };

    /**
     * The operation of that name, if possible one with so many arguments; null when the port has none. Of several it could be, one that changes
     * something: which of them Groovy takes depends on types.
     */
    static @Nullable PortOperation of(Port port, String name, int arguments) {
        List<PortOperation> named = KNOWN.get(port.getClass()).get(name);
        if (named == null) {
            return null;
        }
        List<PortOperation> possible = named.stream()
                .filter(operation -> operation.arguments == arguments)
                .toList();
        return (possible.isEmpty() ? named : possible)
                .stream().max(Comparator.comparing(PortOperation::effect)).orElseThrow();
    }

    /** The operation that a property stands for; null when the port has none. */
    static @Nullable PortOperation ofProperty(Port port, String property) {
        String capital = property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
        PortOperation found = of(port, "get" + capital, 0);
        return found == null ? of(port, "is" + capital, 0) : found;
    }

    /** The arguments of a call as Groovy hands them on; those said as {@code *list} come as one array, and are given one by one. */
    static Object[] arguments(Port port, String operation, Object handed) {
        Object[] given = handed instanceof Object[] several ? several : new Object[] {handed};
        boolean isSpread = given.length == 1
                && given[0] instanceof Object[]
                && InvokerHelper.getMetaClass(port)
                        .respondsTo(port, operation, given)
                        .isEmpty();
        return isSpread ? (Object[]) given[0] : given;
    }

    /** How a runbook says a port that another one led to. */
    static String path(String port, String operation, Object... given) {
        String arguments = Arrays.stream(given).map(String::valueOf).collect(Collectors.joining(", "));
        return port + "." + operation + (given.length == 0 ? "" : "(" + arguments + ")");
    }

    private static PortOperation of(Method method) {
        boolean leadsOn = method.isAnnotationPresent(Port.LeadsOn.class);
        Port.Effect mark = method.getAnnotation(Port.Effect.class);
        return new PortOperation(
                method.getParameterCount(),
                !leadsOn && !method.isAnnotationPresent(Port.Read.class),
                leadsOn,
                mark == null || mark.undo().isEmpty() ? null : mark.undo());
    }
}
