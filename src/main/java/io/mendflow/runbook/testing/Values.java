package io.mendflow.runbook.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Answer;
import io.mendflow.connector.Readings;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;

/** Makes what an operation gives from what a test says: a map by the names of the parts, a list, or a plain value. */
final class Values {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What is assumed of a part that a test leaves out; anything else is empty, 0 or false. */
    private static final Map<Class<?>, Map<String, Object>> USUAL =
            Map.of(Answer.class, Map.of("status", 200), Readings.class, Map.of("configured", true));

    private Values() {}

    /**
     * The value.
     *
     * @param where the call, as errors name it
     * @param now time of readings that are given as a bare number
     */
    static @Nullable Object of(@Nullable Object said, Type type, String where, Instant now) {
        Class<?> wanted = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : raw(type);
        if (wanted == Readings.class && said instanceof Number value) {
            var point = new Readings.Point(now, value.doubleValue());
            return new Readings(true, null, List.of(new Readings.Series(Map.of(), List.of(point))));
        }
        if (said == null) {
            return nothing(wanted);
        }
        if (said instanceof Collection<?> items && wanted.isAssignableFrom(List.class)) {
            Type item = type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
            var list = new ArrayList<@Nullable Object>();
            items.forEach(each -> list.add(of(each, item, where, now)));
            return list;
        }
        if (wanted == String.class && (said instanceof Map || said instanceof Collection)) {
            return json(said);
        }
        if (wanted == Instant.class && said instanceof CharSequence) {
            return Instant.parse(said.toString());
        }
        if (said instanceof Map<?, ?> parts && !wanted.isAssignableFrom(Map.class)) {
            return made(parts, wanted, where, now);
        }
        try {
            return wanted == void.class ? null : DefaultTypeTransformation.castToType(said, wanted);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Expected an answer of %s to be a %s, but it is told to be '%s'"
                    .formatted(where, wanted.getSimpleName(), said));
        }
    }

    private static Class<?> raw(Type type) {
        return type instanceof Class<?> plain ? plain : Object.class;
    }

    /** A record, or a class, through its longest constructor. */
    private static Object made(Map<?, ?> parts, Class<?> type, String where, Instant now) {
        Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
                .max(Comparator.comparingInt(Constructor::getParameterCount))
                .orElseThrow(
                        () -> new IllegalArgumentException("Expected %s to give something with parts, but it gives a %s"
                                .formatted(where, type.getSimpleName())));
        Set<String> unknown = new HashSet<>();
        parts.keySet().forEach(name -> unknown.add(String.valueOf(name)));
        Parameter[] parameters = constructor.getParameters();
        Map<String, Object> usual = USUAL.getOrDefault(type, Map.of());
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            String name = parameters[i].getName();
            Object said = parts.containsKey(name) ? parts.get(name) : usual.get(name);
            arguments[i] = said == null && isNullable(parameters[i])
                    ? null
                    : of(said, parameters[i].getParameterizedType(), where + "." + name, now);
            unknown.remove(name);
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("%s gives a %s, which has no %s; it has %s"
                    .formatted(
                            where,
                            type.getSimpleName(),
                            unknown,
                            Arrays.stream(parameters).map(Parameter::getName).toList()));
        }
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("Expected to make a %s of %s".formatted(type.getSimpleName(), parts), e);
        }
    }

    private static boolean isNullable(Parameter parameter) {
        return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return false;
        }
        if (type.isPrimitive() && type != void.class) {
            return DefaultTypeTransformation.castToType(0, type);
        }
        if (type == String.class) {
            return "";
        }
        if (type == List.class || type == Collection.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type.isRecord() || type == Answer.class) {
            return made(Map.of(), type, type.getSimpleName(), Instant.EPOCH);
        }
        return null;
    }

    private static String json(Object said) {
        try {
            return JSON.writeValueAsString(said);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected something that can be written as JSON, but it is " + said, e);
        }
    }
}
