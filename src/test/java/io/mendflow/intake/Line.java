package io.mendflow.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server that can be cut and mended. */
final class Line implements AutoCloseable {

    private final ServerSocket near;
    private final String host;
    private final int port;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Line(ServerSocket near, String host, int port) {
        this.near = near;
        this.host = host;
        this.port = port;
    }

    static Line to(String host, int port) {
        try {
            var line = new Line(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), host, port);
            start(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return near.getLocalPort();
    }

    void cut() {
        cut = true;
        ends.forEach(Line::quietly);
        ends.clear();
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() {
        cut();
        quietly(near);
    }

    private void accept() {
        while (!near.isClosed()) {
            try {
                Socket caller = near.accept();
                if (cut) {
                    caller.close();
                } else {
                    connect(caller);
                }
            } catch (IOException e) {
                // The caller has gone, or the line is closed: the loop sees which.
            }
        }
    }

    private void connect(Socket caller) throws IOException {
        var far = new Socket(host, port);
        ends.add(caller);
        ends.add(far);
        start(() -> carry(caller, far));
        start(() -> carry(far, caller));
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut: both ends are closed.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            // It is closed already.
        }
    }
}
