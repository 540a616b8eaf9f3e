package io.mendflow.connector;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What runbooks may reach over HTTP.
 *
 * @param allowedUrls globs over the whole URL, in which {@code *} is any text; end a host with {@code /}, or others that begin alike are allowed too
 * @param deadline for a whole exchange, from connecting to the last byte of the body, where the caller names none
 */
@Validated
@ConfigurationProperties("mendflow.http")
record HttpSettings(
        @NotNull @DefaultValue({"http://*", "https://*"}) List<String> allowedUrls,
        @NotNull @DefaultValue("PT5S") Duration deadline) {}
