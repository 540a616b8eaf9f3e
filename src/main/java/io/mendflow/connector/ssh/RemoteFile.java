package io.mendflow.connector.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.function.IOFunction;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpException;

/** Text files on the other side, by SFTP. */
final class RemoteFile {

    private RemoteFile() {}

    static void write(ClientSession session, String path, String text, Duration deadline) throws IOException {
        within(session, deadline, "write", path, sftp -> {
            try (OutputStream file = sftp.write(path)) {
                file.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return path;
        });
    }

    static String read(ClientSession session, String path, Duration deadline) throws IOException {
        return within(session, deadline, "read", path, sftp -> {
            try (InputStream file = sftp.read(path)) {
                byte[] bytes = file.readNBytes(Bounded.LONGEST + 1);
                if (bytes.length > Bounded.LONGEST) {
                    throw new SshFailed(
                            "Expected a file of at most 1 MiB, but %s is larger; read a part of it by a command such as tail"
                                    .formatted(path),
                            null);
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    private static <T> T within(
            ClientSession session, Duration deadline, String what, String path, IOFunction<SftpClient, T> work)
            throws IOException {
        ScheduledFuture<?> end = session.getFactoryManager()
                .getScheduledExecutorService()
                .schedule(() -> session.close(true), deadline.toNanos(), TimeUnit.NANOSECONDS);
        try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
            return work.apply(sftp);
        } catch (SftpException e) {
            throw new SshFailed("Expected to %s %s, but: %s".formatted(what, path, e.getMessage()), e);
        } finally {
            end.cancel(false);
        }
    }
}
