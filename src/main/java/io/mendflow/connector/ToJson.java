package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * JSON for routes: the step {@code process: {ref: toJson}} makes a map or list body JSON text with its content type, and the expression
 * <code>${bean:toJson?method=quote(${body[title]})}</code> makes one value a JSON value.
 */
@Component("toJson")
class ToJson implements Processor {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        exchange.getMessage()
                .setBody(JSON.writeValueAsString(exchange.getMessage().getBody()));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
    }

    public String quote(@Nullable Object value) throws JsonProcessingException {
        return JSON.writeValueAsString(value);
    }
}
