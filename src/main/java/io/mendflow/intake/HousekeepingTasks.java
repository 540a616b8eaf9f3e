package io.mendflow.intake;

import java.time.Duration;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the flow {@code housekeeping} asks of the intake. */
@Configuration(proxyBeanMethods = false)
class HousekeepingTasks {

    /** Less than the lock of a job; what is left then has a job of its own. */
    private static final Duration A_TURN = Duration.ofSeconds(20);

    @Bean
    JavaDelegate deleteOldReceipts(OldReceipts receipts) {
        return execution -> execution.setVariable("receiptsLeft", receipts.delete(A_TURN));
    }
}
