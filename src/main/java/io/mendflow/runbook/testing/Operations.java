package io.mendflow.runbook.testing;

import io.mendflow.connector.Port;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.util.ClassUtils;

/** The operations of a kind of port, as runbooks say them: {@code getLocal()} is {@code local}. */
public final class Operations {

    private final Class<?> port;

    private Operations(Class<?> port) {
        this.port = port;
    }

    /** Those of a port's class. */
    public static Operations of(Class<?> port) {
        return new Operations(ClassUtils.getUserClass(port));
    }

    /** The operation of that name that takes at least so many arguments: the shortest one. */
    public Optional<Method> find(String name, int arguments) {
        return all().filter(
                        method -> name(method).equals(name) || method.getName().equals(name))
                .filter(method -> method.getParameterCount() >= arguments)
                .min(java.util.Comparator.comparingInt(Method::getParameterCount));
    }

    /** Names in alphabetical order. */
    public List<String> names() {
        return List.copyOf(new TreeSet<>(all().map(Operations::name).toList()));
    }

    /** True when it changes something outside; an operation without a mark counts as one that does. */
    public static boolean isEffect(Method operation) {
        return !operation.isAnnotationPresent(Port.Read.class) && !leadsOn(operation);
    }

    /** True when it gives another port. */
    public static boolean leadsOn(Method operation) {
        return operation.isAnnotationPresent(Port.LeadsOn.class)
                || Port.class.isAssignableFrom(operation.getReturnType());
    }

    /** As runbooks write it. */
    static String name(Method method) {
        String name = method.getName();
        if (method.getParameterCount() > 0) {
            return name;
        }
        if (name.startsWith("get") && name.length() > 3) {
            return java.beans.Introspector.decapitalize(name.substring(3));
        }
        if (name.startsWith("is") && name.length() > 2 && method.getReturnType() == boolean.class) {
            return java.beans.Introspector.decapitalize(name.substring(2));
        }
        return name;
    }

    private Stream<Method> all() {
        return Arrays.stream(port.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !method.getName().equals("target") || method.getParameterCount() != 2);
    }
}
