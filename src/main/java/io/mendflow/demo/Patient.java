package io.mendflow.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A small web service to break and mend: {@code java -cp … io.mendflow.demo.Patient <port>}.
 *
 * <p>It is a process of its own and uses nothing but the JDK. {@code GET /health} answers 200 until {@code POST /hang} comes; from then on it
 * is alive and answers nobody, until it is killed. {@code GET /metrics} is what Prometheus scrapes.
 */
public final class Patient {

    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean hung;

    private Patient() {}

    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var patient = new Patient();
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/health", exchange -> patient.answer(exchange, "healthy\n"));
        server.createContext("/metrics", exchange -> patient.answer(exchange, "patient_healthy 1\n"));
        server.createContext("/hang", patient::hang);
        server.start();
    }

    private void hang(HttpExchange exchange) throws IOException {
        answer(exchange, "I shall not answer again\n");
        hung = true;
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        if (hung) {
            waitForEver();
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void waitForEver() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
