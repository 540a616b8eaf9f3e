package io.mendflow.connector.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the socket that the HTTP library wants, because the JDK has Unix domain sockets as channels only. It has no timeout of its own: a
 * thread that is interrupted while it waits closes it.
 */
final class ChannelSocket extends Socket {

    private final SocketChannel channel;

    ChannelSocket(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public InputStream getInputStream() {
        return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(channel);
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return null;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return null;
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setSoTimeout(int millis) {
        // There is none; see above.
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        // Nothing lingers.
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
