package io.mendflow.intake.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What of SNS is on the other side: a key that signs, and an HTTPS server with its certificate and its confirmations. */
final class Sns implements AutoCloseable {

    static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final KeyStore keys;
    private final SSLContext tls;
    private final HttpsServer server;

    Sns(Path folder) throws Exception {
        this.keys = keys(folder.resolve("sns.p12"));
        this.tls = tls(keys);
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
        server.createContext("/", this::answer);
        server.start();
    }

    /** Paths and queries that were asked for. */
    List<String> requests() {
        return requests;
    }

    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    String url(String path) {
        return "https://" + host() + path;
    }

    String certificateUrl() {
        return url("/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem");
    }

    /** A client that trusts this server, as the usual one trusts Amazon's. */
    HttpClient.Builder client() {
        return HttpClient.newBuilder().sslContext(tls);
    }

    /** A notification that nobody has signed. */
    ObjectNode notification(String message) {
        return JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324")
                .put("TopicArn", TOPIC)
                .put("Subject", "ALARM: \"cpu\" in EU (Ireland)")
                .put("Message", message)
                .put("Timestamp", "2026-03-01T11:58:05.123Z")
                .put("UnsubscribeURL", url("/?Action=Unsubscribe"));
    }

    /** A confirmation of either type that nobody has signed. */
    ObjectNode confirmation(String type) {
        return JSON.createObjectNode()
                .put("Type", type)
                .put("MessageId", "165545c9-2a5c-472c-8df2-7ff2be2b3b1b")
                .put("Token", "2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92")
                .put("TopicArn", TOPIC)
                .put(
                        "Message",
                        "You have chosen to subscribe to the topic " + TOPIC
                                + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.")
                .put("SubscribeURL", url("/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=2336412f37fb"))
                .put("Timestamp", "2026-03-01T11:45:12.456Z");
    }

    /** Signs as the documentation of SNS says, independently of the code under test. */
    ObjectNode signed(ObjectNode message, String version) {
        var text = new StringBuilder();
        List<String> names = message.get("Type").asText().equals("Notification")
                ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
                : List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
        for (String name : names) {
            if (message.hasNonNull(name)) {
                text.append(name)
                        .append("\n")
                        .append(message.get(name).asText())
                        .append("\n");
            }
        }
        try {
            Signature signature = Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
            signature.initSign((PrivateKey) keys.getKey("sns", PASSWORD));
            signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
            message.put("SignatureVersion", version)
                    .put("Signature", Base64.getEncoder().encodeToString(signature.sign()))
                    .put("SigningCertURL", certificateUrl());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return message;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem" -> send(exchange, 200, pem());
                case "/SimpleNotificationService-huge.pem" -> send(exchange, 200, new byte[300_000]);
                case "/SimpleNotificationService-junk.pem" -> send(exchange, 200, "no certificate".getBytes());
                case "/SimpleNotificationService-elsewhere.pem" -> {
                    exchange.getResponseHeaders().set("Location", certificateUrl());
                    send(exchange, 302, new byte[1]);
                }
                case "/SimpleNotificationService-slow.pem" -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('-');
                    exchange.getResponseBody().flush();
                    closed.await();
                }
                case "/" -> send(exchange, 200, "<ConfirmSubscriptionResponse/>".getBytes());
                default -> send(exchange, 404, new byte[1]);
            }
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private byte[] pem() throws GeneralSecurityException {
        String base64 = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("sns").getEncoded());
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(base64)
                .getBytes();
    }

    private static KeyStore keys(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "sns",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=sns.amazonaws.com",
                        "-ext",
                        "SAN=dns:localhost",
                        "-startdate",
                        "2020/01/01 00:00:00",
                        "-validity",
                        "36500",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        trusted.setCertificateEntry("sns", keys.getCertificate("sns"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
