package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The artifacts that MLflow serves itself ({@code mlflow-artifacts}), wherever it keeps them: on a disk, in S3 or elsewhere; and those that it leaves
 * to its clients to read in S3. They are streamed, so that none has to fit into memory, which is why they do not go by a Camel route.
 *
 * <p>A place is a path below the root of all artifacts, or the address of one in S3.
 */
final class Artifacts {

    private static final String SCHEME = "mlflow-artifacts";
    private static final int NOT_FOUND = 404;

    private final Api api;
    private final MlflowSettings settings;
    private final Login login;
    private final Buckets buckets;
    private final HttpClient http;

    Artifacts(Api api, MlflowSettings settings, Login login, Buckets buckets) {
        this.api = api;
        this.settings = settings;
        this.login = login;
        this.buckets = buckets;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
    }

    /** True for an address that MLflow serves. */
    static boolean isServed(String uri) {
        return uri.startsWith(SCHEME + ":");
    }

    /**
     * The place that an address means.
     *
     * @param what whose address it is, for refusals
     */
    String place(String uri, String what) {
        if (buckets.has(uri)) {
            return uri.replaceAll("/+$", "");
        }
        if (!isServed(uri)) {
            throw new ModelDamaged(
                    "Expected the artifacts of %s at an address that MLflow serves itself (mlflow-artifacts:/…) or in one of mendflow.mlflow.s3.buckets, got '%s'; Mendflow reads no other storage: name the bucket there, or start MLflow with --serve-artifacts and, for S3 and others, --artifacts-destination, and log the model anew"
                            .formatted(what, uri),
                    null);
        }
        return uri.substring(SCHEME.length() + 1).replaceFirst("^//[^/]*", "").replaceAll("^/+|/+$", "");
    }

    /** All files below a place with their sizes, by their path in it; empty when there is no such place. */
    Map<String, Long> sizes(String place) {
        if (Buckets.isIn(place)) {
            return buckets.sizes(place);
        }
        Map<String, Long> sizes = new TreeMap<>();
        collect(place, "", sizes);
        return sizes;
    }

    /** Stores a file, or replaces it. */
    void put(String place, Path file) {
        if (Buckets.isIn(place)) {
            buckets.put(place, RequestBody.fromFile(file));
            return;
        }
        try {
            put(place, BodyPublishers.ofFile(file));
        } catch (IOException e) {
            throw broken("store", place, e);
        }
    }

    void put(String place, byte[] content) {
        if (Buckets.isIn(place)) {
            buckets.put(place, RequestBody.fromBytes(content));
            return;
        }
        put(place, BodyPublishers.ofByteArray(content));
    }

    /** The bytes at a place, to be read within the transfer's time; nothing when there are none. */
    Optional<InputStream> open(String place) {
        if (Buckets.isIn(place)) {
            return buckets.open(place);
        }
        long end = System.nanoTime() + settings.transferTimeout().toNanos();
        HttpResponse<InputStream> response =
                send("read", place, request(place).GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == NOT_FOUND) {
            drop(response.body());
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw refused("read", place, response.statusCode(), start(response.body()));
        }
        return Optional.of(new TimedBytes(
                response.body(),
                Duration.ofNanos(end - System.nanoTime()),
                "it was not whole within mendflow.mlflow.transfer-timeout, " + settings.transferTimeout()));
    }

    /** As {@link #open}, for what has to be there. */
    InputStream require(String place, String what) {
        return open(place)
                .orElseThrow(() -> new ModelDamaged(
                        "Expected %s, but there is no artifact %s; use another version".formatted(what, place), null));
    }

    private void put(String place, BodyPublisher content) {
        HttpResponse<String> response =
                send("store", place, request(place).PUT(content).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw refused("store", place, response.statusCode(), response.body());
        }
    }

    private void collect(String place, String below, Map<String, Long> sizes) {
        JsonNode files;
        try {
            files = api.get("mlflow-artifacts/artifacts", Map.of("path", place)).path("files");
        } catch (ModelNotFound e) {
            return;
        }
        for (JsonNode file : files) {
            String name = file.path("path").asText();
            String path = below.isEmpty() ? name : below + "/" + name;
            if (file.path("is_dir").asBoolean()) {
                collect(place + "/" + name, path, sizes);
            } else {
                sizes.put(path, file.path("file_size").asLong());
            }
        }
    }

    private HttpRequest.Builder request(String place) {
        String path = Arrays.stream(place.split("/"))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.at("/api/2.0/mlflow-artifacts/artifacts/" + path))
                .timeout(settings.transferTimeout());
        String authorization = login.authorization();
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private <T> HttpResponse<T> send(String what, String place, HttpRequest request, HttpResponse.BodyHandler<T> into) {
        try {
            return http.send(request, into);
        } catch (IOException e) {
            throw broken(what, place, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken(what, place, new IOException("the wait for it was called off", e));
        }
    }

    private UncheckedIOException refused(String what, String place, int status, String answer) {
        String reason = answer.replaceAll("\\s+", " ");
        return broken(
                what,
                place,
                new IOException("it answered with status %d: %s"
                        .formatted(status, reason.length() > 300 ? reason.substring(0, 300) + "…" : reason)));
    }

    private UncheckedIOException broken(String what, String place, IOException e) {
        return new UncheckedIOException(
                "Expected MLflow at %s to %s the artifact %s, but it failed: %s; is it running, and does it serve artifacts (--serve-artifacts)?"
                        .formatted(settings.at(""), what, place, e.getMessage() == null ? e : e.getMessage()),
                e);
    }

    private static String start(InputStream body) {
        try (body) {
            return new String(body.readNBytes(1000), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "and broke off";
        }
    }

    private static void drop(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It is of no use anyway.
        }
    }
}
