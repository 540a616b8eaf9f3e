package io.mendflow.cli;

import io.mendflow.runbook.Verb;
import io.mendflow.runbook.testing.VerbPorts;
import java.util.List;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.RegexPatternTypeFilter;

/** The beans that the service would have, by their definitions alone: what models may name and runbooks may say. Nothing is started. */
final class Definitions {

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final List<Verb> verbs;

    Definitions() {
        var scanner = new ClassPathBeanDefinitionScanner(beans, true, new StandardEnvironment());
        // The application itself would bring all that Boot configures; what is nested belongs to tests.
        scanner.addExcludeFilter(
                new RegexPatternTypeFilter(java.util.regex.Pattern.compile("io\\.mendflow\\.Mendflow|.*\\$.*")));
        scanner.scan("io.mendflow");
        var configurations = new ConfigurationClassPostProcessor();
        configurations.setEnvironment(new StandardEnvironment());
        configurations.postProcessBeanDefinitionRegistry(beans);
        for (String name : beans.getBeanDefinitionNames()) {
            BeanDefinition definition = beans.getBeanDefinition(name);
            definition.setLazyInit(true);
        }
        verbs = VerbPorts.of(beans);
    }

    DefaultListableBeanFactory beans() {
        return beans;
    }

    List<Verb> verbs() {
        return verbs;
    }
}
