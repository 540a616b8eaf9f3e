package io.mendflow.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.beans.factory.ListableBeanFactory;

/** The beans that a model may name: those that implement one of Camunda's delegate interfaces, and no other. */
class ExposedBeans {

    private static final Set<Class<?>> TYPES = Set.of(JavaDelegate.class, ExecutionListener.class, TaskListener.class);

    private final ListableBeanFactory beans;

    ExposedBeans(ListableBeanFactory beans) {
        this.beans = beans;
    }

    boolean has(String name) {
        return beans.containsBean(name) && TYPES.stream().anyMatch(type -> beans.isTypeMatch(name, type));
    }

    /** True for a bean of the application that models may not name. */
    boolean isForeign(String name) {
        return beans.containsBean(name) && !has(name);
    }

    Object get(String name) {
        return beans.getBean(name);
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        TYPES.stream()
                .flatMap(type -> Stream.of(beans.getBeanNamesForType(type, true, false)))
                .forEach(names::add);
        return names;
    }
}
