package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * A route in service.
 *
 * @param from the endpoint that it answers, such as {@code direct:ticketing.open}
 * @param file the file that it comes from; shipped ones begin with {@code classpath:}
 */
public record RouteInfo(String id, String from, @Nullable String description, @Nullable String file) {}
