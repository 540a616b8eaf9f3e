package io.mendflow.runbook.testing;

import io.mendflow.runbook.Verb;
import java.util.List;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** The verbs of an application that is not running, each with a fake port behind it. */
public final class VerbPorts {

    private VerbPorts() {}

    /** Those that the definitions make; no other bean is made. */
    public static List<Verb> of(ConfigurableListableBeanFactory definitions) {
        new FakePorts(new Fakes(new TestClock())).postProcessBeanFactory(definitions);
        return List.copyOf(definitions.getBeansOfType(Verb.class, true, false).values());
    }
}
