package io.mendflow.connector.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.Service;
import io.mendflow.connector.Fence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** With a real OpenSSH server. It must be at /usr/sbin/sshd; a missing one fails. */
@Tag("peers")
class SshdPeerIT extends SshTests {

    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    private @Nullable Process sshd;

    @Override
    Far serve(Path folder, Path hostKey, KeyPair hostPair, String authorizedKey) throws Exception {
        if (USER.equals("root")) {
            // Debian's unit makes it when it starts the service, which the test does not.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        int port = Service.freePort();
        Path authorized = Files.writeString(folder.resolve("authorized_keys"), authorizedKey + "\n");
        Path config = Files.writeString(
                folder.resolve("sshd_config"),
                """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                AcceptEnv MENDFLOW_*
                Subsystem sftp internal-sftp
                """
                        .formatted(port, hostKey, authorized));
        sshd = start(folder, config);
        await("sshd listens").atMost(10, TimeUnit.SECONDS).until(() -> sshd.isAlive() && listens(port));
        return new Far(port, PublicKeyEntry.toString(hostPair.getPublic()));
    }

    @Override
    void end() {
        if (sshd != null) {
            sshd.descendants().forEach(ProcessHandle::destroyForcibly);
            sshd.destroyForcibly();
        }
    }

    @Test
    void killsTheChildrenOfACommandThatExceedsItsDeadline() {
        String seconds = "8" + ProcessHandle.current().pid() + "1";

        assertThat(web().run(List.of("sh", "-c", "sleep " + seconds + "; echo over"), "PT0.5S")
                        .timedOut())
                .isTrue();

        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> running("sleep " + seconds).isEmpty());
    }

    @Test
    void tellsTheFenceByTheProtocolWhereThatIsAccepted() throws Exception {
        var settings = settings();
        settings.put("mendflow.ssh.fence", "request");
        var command = List.of("sh", "-c", "echo $MENDFLOW_RUN $MENDFLOW_FENCE");

        assertThat(new Fence("RUN-7", 42)
                        .during(() -> run(settings, new MockEnvironment(), command))
                        .output())
                .isEqualTo("RUN-7 42\n");
    }

    private static Process start(Path folder, Path config) {
        try {
            return new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("sshd.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected '%s', as Debian's package 'openssh-server' brings it".formatted(PROGRAM), e);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
