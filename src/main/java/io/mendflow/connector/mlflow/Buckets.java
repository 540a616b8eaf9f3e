package io.mendflow.connector.mlflow;

import io.mendflow.connector.Secrets;
import io.mendflow.connector.mlflow.MlflowSettings.S3;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Artifacts in S3, or in what speaks like it, that MLflow leaves to its clients. Only the buckets of the settings are reached: whoever may write to
 * MLflow's registry can name any. Secrets are read at each request, so that a changed one counts at once.
 */
@Component("mlflowBuckets")
class Buckets {

    private static final String SCHEME = "s3://";

    private final MlflowSettings settings;
    private final Secrets secrets;
    private final @Nullable S3Client client;

    Buckets(MlflowSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
        this.client = settings.s3().buckets().isEmpty() ? null : client(settings, this::login);
    }

    /** Where something is. */
    private record Place(String bucket, String key) {

        static Place of(String place) {
            String path = place.substring(SCHEME.length());
            int slash = path.indexOf('/');
            return slash < 0 ? new Place(path, "") : new Place(path.substring(0, slash), path.substring(slash + 1));
        }
    }

    static boolean isIn(String place) {
        return place.startsWith(SCHEME);
    }

    /** True for an address in one of the settings' buckets. */
    boolean has(String uri) {
        return isIn(uri) && settings.s3().buckets().contains(Place.of(uri).bucket());
    }

    /** All files below a place with their sizes, by their path in it. */
    Map<String, Long> sizes(String place) {
        Place root = Place.of(place + "/");
        return asked("list", place, () -> {
            Map<String, Long> sizes = new TreeMap<>();
            client().listObjectsV2Paginator(request -> request.bucket(root.bucket())
                            .prefix(root.key())
                            .overrideConfiguration(within(settings.timeout())))
                    .contents()
                    .forEach(found -> sizes.put(found.key().substring(root.key().length()), found.size()));
            // A folder that a console has made is an object without a name.
            sizes.keySet().removeIf(name -> name.isEmpty() || name.endsWith("/"));
            return sizes;
        });
    }

    /** Stores a file of at most 5 GB, or replaces it. */
    void put(String place, RequestBody content) {
        Place at = Place.of(place);
        asked("store", place, () -> client().putObject(
                        request -> request.bucket(at.bucket())
                                .key(at.key())
                                .overrideConfiguration(within(settings.transferTimeout())),
                        content));
    }

    /**
     * The bytes at a place, to be read within the transfer's time, and the time of one exchange at most for a read that waits then; nothing when there
     * are none.
     */
    Optional<InputStream> open(String place) {
        Place at = Place.of(place);
        long end = System.nanoTime() + settings.transferTimeout().toNanos();
        try {
            InputStream bytes = asked("read", place, () -> client().getObject(request -> request.bucket(at.bucket())
                    .key(at.key())
                    .overrideConfiguration(within(settings.transferTimeout()))));
            return Optional.of(new TimedBytes(
                    bytes,
                    Duration.ofNanos(end - System.nanoTime()),
                    "it was not whole within mendflow.mlflow.transfer-timeout, " + settings.transferTimeout()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @PreDestroy
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private S3Client client() {
        return Objects.requireNonNull(client, "Expected no place in S3 without buckets in the settings");
    }

    private static AwsRequestOverrideConfiguration within(Duration timeout) {
        return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
    }

    private <T> T asked(String what, String place, Supplier<T> work) {
        try {
            return work.get();
        } catch (NoSuchKeyException e) {
            throw e;
        } catch (SdkException e) {
            S3 s3 = settings.s3();
            throw new UncheckedIOException(
                    "Expected S3%s to %s %s, but it failed: %s; is it there, and may the key of mendflow.mlflow.s3 do so?"
                            .formatted(
                                    s3.endpoint() == null ? "" : " at " + s3.endpoint(), what, place, e.getMessage()),
                    new IOException(e));
        }
    }

    private AwsBasicCredentials login() {
        S3 s3 = settings.s3();
        return AwsBasicCredentials.create(
                secrets.require(String.valueOf(s3.accessKeySecret()), "mendflow.mlflow.s3.access-key-secret"),
                secrets.require(String.valueOf(s3.secretKeySecret()), "mendflow.mlflow.s3.secret-key-secret"));
    }

    /** Checksums only where S3 asks for them: not all that speak like it know the newer ones, and every artifact has a digest of ours. */
    private static S3Client client(MlflowSettings settings, Supplier<AwsBasicCredentials> login) {
        S3 s3 = settings.s3();
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(s3.region()))
                .forcePathStyle(s3.isByPath())
                .credentialsProvider(login::get)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.timeout())
                        .socketTimeout(settings.timeout()));
        return (s3.endpoint() == null ? builder : builder.endpointOverride(s3.endpoint())).build();
    }
}
