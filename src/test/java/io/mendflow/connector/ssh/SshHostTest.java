package io.mendflow.connector.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** With a server in this JVM whose commands are real processes. */
class SshHostTest extends SshTests {

    private static final String PASSWORD = "correct horse";

    private final SshServer server = SshServer.setUpDefaultServer();

    @Override
    Far serve(Path folder, Path hostKey, KeyPair hostPair, String authorizedKey) throws Exception {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostPair));
        var authorized =
                AuthorizedKeyEntry.parseAuthorizedKeyEntry(authorizedKey).resolvePublicKey(null, null);
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals(USER) && KeyUtils.compareKeys(key, authorized));
        server.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
        server.setCommandFactory((channel, command) ->
                new ProcessShellFactory(command, List.of("/bin/sh", "-c", command)).createShell(channel));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        return new Far(server.getPort(), PublicKeyEntry.toString(hostPair.getPublic()));
    }

    @Override
    void end() throws Exception {
        server.stop(true);
    }

    @Test
    void letsAPasswordFromSecretsIn() {
        var settings = settings();
        settings.remove("mendflow.ssh.hosts.web-1.key-file");
        settings.put("mendflow.ssh.hosts.web-1.password-secret", "web-password");

        assertThat(run(settings, new MockEnvironment().withProperty("MENDFLOW_SECRET_WEB_PASSWORD", PASSWORD))
                        .output())
                .isEqualTo("in\n");
    }
}
