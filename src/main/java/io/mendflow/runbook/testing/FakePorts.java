package io.mendflow.runbook.testing;

import io.mendflow.connector.Port;
import io.mendflow.runbook.Verb;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/** Puts a fake in the place of every port that a verb is made of, so that a new connector needs nothing of its own here. */
final class FakePorts implements BeanFactoryPostProcessor {

    private final Fakes fakes;

    FakePorts(Fakes fakes) {
        this.fakes = fakes;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        var registry = (BeanDefinitionRegistry) beans;
        for (Class<? extends Port> port : ports(beans)) {
            for (String name : beans.getBeanNamesForType(port, true, false)) {
                registry.removeBeanDefinition(name);
            }
            beans.registerSingleton("fake " + port.getName(), fakes.port(port));
        }
        beans.addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof Verb verb) {
                    fakes.named(verb);
                }
                return bean;
            }
        });
    }

    /** What the methods that make verbs ask for. */
    private static Set<Class<? extends Port>> ports(ConfigurableListableBeanFactory beans) {
        var ports = new LinkedHashSet<Class<? extends Port>>();
        for (String name : beans.getBeanDefinitionNames()) {
            BeanDefinition definition = beans.getBeanDefinition(name);
            if (definition instanceof AnnotatedBeanDefinition annotated
                    && annotated.getFactoryMethodMetadata() != null
                    && annotated.getFactoryMethodMetadata().getReturnTypeName().equals(Verb.class.getName())) {
                ports.addAll(ports(annotated.getFactoryMethodMetadata()));
            }
        }
        return ports;
    }

    private static Set<Class<? extends Port>> ports(MethodMetadata maker) {
        var ports = new LinkedHashSet<Class<? extends Port>>();
        Class<?> owner = ClassUtils.resolveClassName(maker.getDeclaringClassName(), FakePorts.class.getClassLoader());
        for (Method method : owner.getDeclaredMethods()) {
            if (method.getName().equals(maker.getMethodName())) {
                Arrays.stream(method.getParameterTypes())
                        .filter(Port.class::isAssignableFrom)
                        .forEach(type -> ports.add(type.asSubclass(Port.class)));
            }
        }
        return ports;
    }
}
