package io.mendflow.connector.mlflow;

import io.mendflow.connector.Secrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where MLflow is, and how to be let in: with a name and a password, or with a token, or without.
 *
 * @param url such as {@code http://mlflow:5000}; it counts when {@code mendflow.model-store.kind} is {@code mlflow}
 * @param username for HTTP Basic
 * @param passwordSecret name of the secret that is the password
 * @param tokenSecret name of the secret that is a bearer token
 * @param timeout for one exchange, from connecting to the last byte of the answer
 * @param transferTimeout for one artifact, up or down
 * @param experiment that runs are made in; made when it is not there
 * @param webhook where MLflow shall tell of changes
 * @param s3 where artifacts are that MLflow does not serve itself
 */
@Validated
@ConfigurationProperties("mendflow.mlflow")
record MlflowSettings(
        @Nullable URI url,
        @Nullable String username,
        @Nullable String passwordSecret,
        @Nullable String tokenSecret,
        @NotNull @DefaultValue("PT10S") Duration timeout,
        @NotNull @DefaultValue("PT10M") Duration transferTimeout,
        @NotBlank @DefaultValue("mendflow") String experiment,
        @Valid @DefaultValue Hook webhook,
        @Valid @DefaultValue S3 s3) {

    /**
     * S3, or what speaks like it.
     *
     * @param buckets that Mendflow reads and writes artifacts in; none: what MLflow does not serve itself is refused
     * @param endpoint such as {@code http://minio:9000}; none: Amazon's of the region
     * @param region that requests are signed for
     * @param pathStyle whether the bucket is a part of the path, not of the host; by default where an endpoint is set
     * @param accessKeySecret name of the secret that is the id of the key
     * @param secretKeySecret name of the secret that is the key itself
     */
    record S3(
            @NotNull @DefaultValue Set<String> buckets,
            @Nullable URI endpoint,
            @NotBlank @DefaultValue("us-east-1") String region,
            @Nullable Boolean pathStyle,
            @Nullable String accessKeySecret,
            @Nullable String secretKeySecret) {

        S3 {
            buckets = Set.copyOf(buckets);
        }

        boolean isByPath() {
            return pathStyle == null ? endpoint != null : pathStyle;
        }

        @AssertTrue(message = "expected an http or https address, such as http://minio:9000")
        boolean isAddress() {
            return endpoint == null || isHttp(endpoint);
        }

        @AssertTrue(
                message =
                        "expected access-key-secret and secret-key-secret with buckets, both of them names of secrets, not the secrets themselves")
        boolean isLetIn() {
            return buckets.isEmpty()
                    || Stream.of(accessKeySecret, secretKeySecret)
                            .allMatch(name -> name != null && Secrets.isName(name));
        }
    }

    /**
     * The webhook that Mendflow keeps in MLflow.
     *
     * @param url of {@code /hooks/mlflow} as MLflow reaches it; none: Mendflow keeps no webhook there
     * @param secret name of the secret that MLflow signs with; the same text as {@code mendflow.sources.mlflow.secret}
     */
    record Hook(@Nullable URI url, @Nullable String secret) {

        @AssertTrue(message = "expected an http or https address, such as https://mendflow:8080/hooks/mlflow")
        boolean isAddress() {
            return url == null || isHttp(url);
        }

        @AssertTrue(message = "expected the name of a secret, not the secret itself")
        boolean isNamed() {
            return secret == null || Secrets.isName(secret);
        }
    }

    @AssertTrue(message = "expected an http or https address, such as http://mlflow:5000")
    boolean isAddress() {
        return url == null || isHttp(url);
    }

    @AssertTrue(message = "expected username with password-secret, or token-secret, or none of them")
    boolean isOneLogin() {
        return (username == null) == (passwordSecret == null) && (username == null || tokenSecret == null);
    }

    @AssertTrue(
            message = "expected password-secret and token-secret to be names of secrets, not the secrets themselves")
    boolean isNamed() {
        return Stream.of(passwordSecret, tokenSecret).allMatch(name -> name == null || Secrets.isName(name));
    }

    @AssertTrue(message = "expected timeout and transfer-timeout to be more than no time")
    boolean isTime() {
        return timeout.toMillis() > 0 && transferTimeout.toMillis() > 0;
    }

    /** An address below {@code url}, which has to be set. */
    URI at(String path) {
        if (url == null) {
            throw new IllegalStateException("Expected mendflow.mlflow.url to be set, but it is not");
        }
        return URI.create(url.toString().replaceAll("/+$", "") + path);
    }

    private static boolean isHttp(URI uri) {
        return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
    }
}
