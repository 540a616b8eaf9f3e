package io.mendflow;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The service: webhooks in, systems mended, fixes verified. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Mendflow {

    public static void main(String[] arguments) {
        SpringApplication.run(Mendflow.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
