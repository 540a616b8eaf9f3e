package io.mendflow.connector.prometheus;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes a question (a map of parameters, and the exchange property {@code path}) a request of Prometheus' HTTP API. */
@Component("prometheusRequest")
class Request implements Processor {

    private final PrometheusSettings settings;

    Request(PrometheusSettings settings) {
        this.settings = settings;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        if (settings.url() == null) {
            throw new IllegalStateException("Expected mendflow.prometheus.url to be set, but it is not");
        }
        Map<?, ?> parameters = exchange.getMessage().getBody(Map.class);
        String base = settings.url().toString().replaceAll("/+$", "");
        Message request = exchange.getMessage();
        request.setBody(null);
        request.setHeader(Exchange.HTTP_METHOD, "GET");
        request.setHeader(Exchange.HTTP_URI, base + exchange.getProperty("path", String.class));
        request.setHeader(Exchange.HTTP_QUERY, query(parameters));
        String authorization = authorization();
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
    }

    private static String query(Map<?, ?> parameters) {
        return new TreeMap<Object, Object>(parameters)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(Object value) {
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable String authorization() throws IOException {
        String token = secret(settings.bearerToken(), settings.bearerTokenFile());
        if (token != null) {
            return "Bearer " + token;
        }
        String password = secret(settings.password(), settings.passwordFile());
        if (settings.username() == null || password == null) {
            return null;
        }
        byte[] pair = (settings.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static @Nullable String secret(@Nullable String given, @Nullable Path file) throws IOException {
        return file == null ? given : Files.readString(file).strip();
    }
}
