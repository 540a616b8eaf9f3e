package io.mendflow.connector.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Answers requests with the bytes that a Docker engine answers them with; it never answers what it has nothing for. */
final class RecordedEngine implements AutoCloseable {

    /** What was asked, as {@code POST /v1.50/containers/…}, without pings. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocketChannel server;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();

    private RecordedEngine(ServerSocketChannel server) {
        this.server = server;
        answer("GET /_ping", 200, "text/plain", "OK", "Api-Version: 1.50\r\nOstype: linux\r\n");
        Thread thread = new Thread(this::serve, "recorded-engine");
        thread.setDaemon(true);
        thread.start();
    }

    static RecordedEngine on(@Nullable Path socket) throws IOException {
        SocketAddress address =
                socket == null ? new InetSocketAddress("127.0.0.1", 0) : UnixDomainSocketAddress.of(socket);
        ServerSocketChannel server =
                socket == null ? ServerSocketChannel.open() : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return new RecordedEngine(server.bind(address));
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    void json(String request, int status, String body) {
        answer(request, status, "application/json", body, "Api-Version: 1.50\r\n");
    }

    private void answer(String request, int status, String type, String body, String headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String length = status == 204 || status == 304 ? "" : "Content-Length: " + bytes.length + "\r\n";
        raw(request, "HTTP/1.1 %d X\r\n%sContent-Type: %s\r\n%s\r\n".formatted(status, headers, type, length), bytes);
    }

    void raw(String request, String head, byte[] body) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(body);
        answers.put(request, all.toByteArray());
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                answer(channel);
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void answer(SocketChannel channel) {
        try {
            String line = requestLine(channel);
            if (!line.endsWith("/_ping")) {
                asked.add(line);
            }
            byte[] answer = answers.get(line);
            if (answer != null) {
                channel.write(ByteBuffer.wrap(answer));
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String requestLine(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        String head = "";
        while (!head.contains("\r\n\r\n") && channel.read(buffer) >= 0) {
            head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        }
        return head.substring(0, head.indexOf(" HTTP/1.1"));
    }
}
