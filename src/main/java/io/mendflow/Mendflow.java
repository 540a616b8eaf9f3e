package io.mendflow;

import io.mendflow.cli.Commands;
import java.time.Clock;
import javax.xml.datatype.DatatypeFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The service: webhooks in, systems mended, fixes verified. With a word as its first argument it is one of the commands instead. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Mendflow {

    /** Camunda asks for it at every timer, and without a name Java searches every jar for one. */
    private static final String DURATIONS = "javax.xml.datatype.DatatypeFactory";

    static {
        if (System.getProperty(DURATIONS) == null) {
            System.setProperty(
                    DURATIONS, DatatypeFactory.newDefaultInstance().getClass().getName());
        }
    }

    public static void main(String[] arguments) {
        if (Commands.isFor(arguments)) {
            System.exit(Commands.run(arguments));
        }
        SpringApplication.run(Mendflow.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
