package io.mendflow.connector.ssh;

import io.mendflow.connector.Secrets;
import io.mendflow.connector.ssh.SshSettings.Machine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import org.apache.commons.io.function.IOFunction;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Connections to machines: one for each operation, so that no effect meets one that the other side has closed. */
@Component
class Connections implements DisposableBean {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final SshSettings settings;
    private final Secrets secrets;
    private @Nullable SshClient client;

    Connections(SshSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /**
     * Connects, logs in, does the work and closes the connection.
     *
     * @param name of the machine, for messages
     * @throws SshFailed when the machine cannot be reached, its key is not known, or it does not let the user in
     */
    <T> T with(String name, Machine machine, IOFunction<ClientSession, T> work) {
        String where = "%s (%s:%d)".formatted(name, machine.address(), machine.port());
        ClientSession session = connect(where, machine);
        try {
            logIn(name, where, machine, session);
            return work.apply(session);
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            throw new SshFailed("Expected to come to an end with %s, but it was called off".formatted(where), e);
        } catch (IOException e) {
            throw new SshFailed(
                    "Expected to come to an end with %s, but the connection broke: %s; what it was at may have happened or not"
                            .formatted(where, e.getMessage()),
                    e);
        } finally {
            session.close(true);
        }
    }

    @Override
    public synchronized void destroy() {
        if (client != null) {
            client.stop();
        }
    }

    private ClientSession connect(String where, Machine machine) {
        try {
            return client().connect(machine.user(), machine.address(), machine.port())
                    .verify(settings.connectTimeout())
                    .getSession();
        } catch (IOException | UnresolvedAddressException e) {
            throw new SshFailed("Expected to reach %s, but %s".formatted(where, unreached(e)), e);
        }
    }

    private String unreached(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name is not known";
            }
            if (cause instanceof ConnectException) {
                return "the connection was refused; is the machine up, and is sshd running on that port?";
            }
        }
        return "there was no connection within %s: %s".formatted(settings.connectTimeout(), failure.getMessage());
    }

    private void logIn(String name, String where, Machine machine, ClientSession session)
            throws InterruptedIOException {
        String setting = "mendflow.ssh.hosts." + name;
        addKeys(setting, machine, session);
        if (machine.passwordSecret() != null) {
            session.addPasswordIdentity(secrets.require(machine.passwordSecret(), setting + ".password-secret"));
        }
        try {
            session.auth().verify(settings.connectTimeout());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new SshFailed(refusal(setting, where, machine, session, e), e);
        }
    }

    private String refusal(String setting, String where, Machine machine, ClientSession session, IOException e) {
        String key = session.getAttribute(KnownHosts.REFUSAL);
        if (key != null) {
            return "Expected %s to be a known machine, but %s".formatted(where, key);
        }
        boolean tried = e instanceof SshException refused
                && refused.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
        return tried
                ? "Expected %s to let user '%s' in, but it refused every key and password that %s names; is the public key in its authorized_keys?"
                        .formatted(where, machine.user(), setting)
                : "Expected %s to let user '%s' in within %s, but the log-in came to no end: %s"
                        .formatted(where, machine.user(), settings.connectTimeout(), e.getMessage());
    }

    private void addKeys(String setting, Machine machine, ClientSession session) {
        if (machine.keyFile() != null) {
            try (InputStream file = Files.newInputStream(machine.keyFile())) {
                add(setting, setting + ".key-file (" + machine.keyFile() + ")", file, machine, session);
            } catch (IOException e) {
                throw unreadable(setting + ".key-file (" + machine.keyFile() + ")", e);
            }
        }
        if (machine.keySecret() != null) {
            // Secrets have lost the end of their last line, which some readers of keys want.
            String key = secrets.require(machine.keySecret(), setting + ".key-secret") + "\n";
            var stream = new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8));
            try {
                add(setting, setting + ".key-secret (" + machine.keySecret() + ")", stream, machine, session);
            } catch (IOException e) {
                throw unreadable(setting + ".key-secret (" + machine.keySecret() + ")", e);
            }
        }
    }

    private void add(String setting, String what, InputStream key, Machine machine, ClientSession session)
            throws IOException {
        FilePasswordProvider passphrase = machine.passphraseSecret() == null
                ? FilePasswordProvider.EMPTY
                : FilePasswordProvider.of(secrets.require(machine.passphraseSecret(), setting + ".passphrase-secret"));
        try {
            Iterable<KeyPair> pairs =
                    SecurityUtils.loadKeyPairIdentities(session, NamedResource.ofName(what), key, passphrase);
            if (pairs == null) {
                throw new IOException("there is no key in it");
            }
            pairs.forEach(session::addPublicKeyIdentity);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static SshFailed unreadable(String what, IOException e) {
        return new SshFailed(
                "Expected a private key in OpenSSH's or PEM format, and the passphrase if it has one, in %s, but it cannot be read: %s"
                        .formatted(what, e),
                e);
    }

    /** Made when it is first needed; it takes nothing from the user's own SSH configuration. */
    private synchronized SshClient client() {
        if (client == null) {
            SshClient made = SshClient.setUpDefaultClient();
            made.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
            made.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
            made.setServerKeyVerifier(new KnownHosts(settings.knownHostsFile()));
            made.setNioWorkers(2);
            // A command may be silent for as long as its deadline allows.
            CoreModuleProperties.IDLE_TIMEOUT.set(made, Duration.ZERO);
            CoreModuleProperties.NIO2_READ_TIMEOUT.set(made, Duration.ZERO);
            CoreModuleProperties.HEARTBEAT_INTERVAL.set(made, HEARTBEAT);
            made.start();
            client = made;
        }
        return client;
    }
}
