package io.mendflow;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service: webhooks in, systems mended, fixes verified. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Mendflow {

    public static void main(String[] arguments) {
        SpringApplication.run(Mendflow.class, arguments);
    }
}
