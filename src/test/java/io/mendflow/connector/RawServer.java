package io.mendflow.connector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does to each connection what a test says, well-behaved or not. */
final class RawServer implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    private final AtomicInteger present = new AtomicInteger();
    private final Behaviour behaviour;

    RawServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        thread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    boolean allGone() {
        return present.get() == 0;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                present.incrementAndGet();
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            behaviour.serve(socket);
        } catch (Exception e) {
            // The other side has left.
        } finally {
            present.decrementAndGet();
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    interface Behaviour {
        void serve(Socket socket) throws Exception;
    }
}
