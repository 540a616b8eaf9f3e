package io.mendflow.connector.database;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The databases that runbooks may reach.
 *
 * @param databases by name
 */
@Validated
@ConfigurationProperties("mendflow")
record DatabaseSettings(@DefaultValue Map<String, @Valid Named> databases) {

    /** @throws IllegalStateException when none has that name */
    Named require(String name) {
        Named database = databases.get(name);
        if (database == null) {
            throw new IllegalStateException(
                    "Expected mendflow.databases.%s to say where that database is, but it does not".formatted(name));
        }
        return database;
    }

    /**
     * One database.
     *
     * @param url of JDBC, such as {@code jdbc:postgresql://db:5432/orders}
     * @param username give it a user with no more rights than its runbooks need
     * @param passwordSecret name of the secret that holds the password; looked up at every connection
     * @param driver class of the JDBC driver; none: the one that knows the url
     * @param allowedStatements globs over whole statements that may change something, in which {@code *} is any text, and blanks and case do not
     *     count; none: nothing may be changed
     * @param connectTimeout for a connection, on PostgreSQL
     * @param statementTimeout for a statement
     */
    record Named(
            @NotBlank String url,
            @Nullable String username,
            @Nullable String passwordSecret,
            @Nullable String driver,
            @NotNull @DefaultValue List<String> allowedStatements,
            @NotNull @DefaultValue("PT5S") Duration connectTimeout,
            @NotNull @DefaultValue("PT30S") Duration statementTimeout) {

        boolean isPostgres() {
            return url.startsWith("jdbc:postgresql:");
        }

        /** Without the url, which may hold a password. */
        @Override
        public String toString() {
            return "Named[username=%s, passwordSecret=%s]".formatted(username, passwordSecret);
        }
    }
}
