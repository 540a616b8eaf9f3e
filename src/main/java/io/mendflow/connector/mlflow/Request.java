package io.mendflow.connector.mlflow;

import io.mendflow.connector.Http;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Makes the exchange properties {@code path} (with its query) and {@code method} a request of MLflow's REST API. */
@Component("mlflowRequest")
class Request implements Processor {

    private final MlflowSettings settings;
    private final Login login;

    Request(MlflowSettings settings, Login login) {
        this.settings = settings;
        this.login = login;
    }

    @Override
    public void process(Exchange exchange) {
        Duration timeout = settings.timeout();
        Message request = exchange.getMessage();
        request.setHeader(
                Exchange.HTTP_URI,
                settings.at("/api/2.0/" + exchange.getProperty("path", String.class))
                        .toASCIIString());
        request.setHeader(Exchange.HTTP_METHOD, exchange.getProperty("method", String.class));
        request.setHeader(Http.DEADLINE, Long.toString(System.nanoTime() + timeout.toNanos()));
        if (request.getBody() != null) {
            request.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        String authorization = login.authorization();
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
    }
}
