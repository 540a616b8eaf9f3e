package io.mendflow.connector.mlflow;

import static org.awaitility.Awaitility.await;

import io.mendflow.Service;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server on loopback that speaks as S3 does, Moto, with what it holds in memory. Its program is the environment variable {@code MENDFLOW_MOTO}, or
 * {@code moto_server} on the PATH; a missing one fails.
 */
final class S3Server implements AutoCloseable {

    private final int port = Service.freePort();
    private final Process process;
    private final S3Client client;

    /** @param folder for its log */
    S3Server(Path folder) throws IOException {
        Path log = folder.resolve("s3.log");
        this.process = new ProcessBuilder(program().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        this.client = S3Client.builder()
                .endpointOverride(URI.create(url()))
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("somebody", "else")))
                .build();
        await("S3 answers, see " + log)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(250))
                .until(this::answers);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void make(String bucket) {
        client.createBucket(request -> request.bucket(bucket));
    }

    /** Stores, as somebody else would. */
    void put(String bucket, String key, String content) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    boolean has(String bucket, String key) {
        return client.listObjectsV2(request -> request.bucket(bucket).prefix(key)).contents().stream()
                .anyMatch(found -> found.key().equals(key));
    }

    @Override
    public void close() {
        client.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Expected moto_server to run, but it ended");
        }
        try {
            client.listBuckets();
            return true;
        } catch (SdkClientException e) {
            return false;
        }
    }

    private static Path program() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("MENDFLOW_MOTO")).stream(),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                                .map(folder -> folder + "/moto_server"))
                .flatMap(paths -> paths)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "Expected 'moto_server' on the PATH or in MENDFLOW_MOTO, as 'pip install mlflow moto[s3]' brings it"));
    }
}
