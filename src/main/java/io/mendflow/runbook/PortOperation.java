package io.mendflow.runbook;

import io.mendflow.connector.Port;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * What an operation of a port is marked as.
 *
 * @param arguments how many it takes
 * @param effect it changes something, or does not say
 * @param leadsOn it gives another port
 */
record PortOperation(int arguments, boolean effect, boolean leadsOn) {

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

    /** The operation of that name, if possible the one with so many arguments; null when the port has none. */
    static @Nullable PortOperation of(Port port, String name, int arguments) {
        List<PortOperation> named = KNOWN.get(port.getClass()).get(name);
        if (named == null) {
            return null;
        }
        return named.stream()
                .filter(operation -> operation.arguments == arguments)
                .findFirst()
                .orElse(named.get(0));
    }

    private static PortOperation of(Method method) {
        boolean leadsOn = method.isAnnotationPresent(Port.LeadsOn.class);
        return new PortOperation(
                method.getParameterCount(), !leadsOn && !method.isAnnotationPresent(Port.Read.class), leadsOn);
    }
}
