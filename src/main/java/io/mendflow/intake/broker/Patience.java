package io.mendflow.intake.broker;

import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;

/**
 * How a consumer waits: a message that the inbox cannot take is tried again until it can, by Camel's redelivery, and no other comes before it. A
 * route that stops gives up at once, and the broker brings the message again.
 */
final class Patience {

    private Patience() {}

    static ErrorHandlerFactory of(DefaultErrorHandlerBuilder handler) {
        return handler.maximumRedeliveries(-1)
                .redeliveryDelay(250)
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .maximumRedeliveryDelay(5000)
                .allowRedeliveryWhileStopping(false)
                .logRetryStackTrace(false)
                .logStackTrace(false)
                .logExhaustedMessageHistory(false)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .retryAttemptedLogInterval(12);
    }
}
