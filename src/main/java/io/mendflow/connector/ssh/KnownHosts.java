package io.mendflow.connector.ssh;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** The file of known host keys, strictly kept to. Why a key is refused is an attribute of the session. */
final class KnownHosts extends KnownHostsServerKeyVerifier {

    /** Why the host key of a session was refused, as the end of a sentence. */
    static final AttributeKey<String> REFUSAL = new AttributeKey<>();

    private final Path file;

    KnownHosts(Path file) {
        super(RejectAllServerKeyVerifier.INSTANCE, file);
        this.file = file;
    }

    @Override
    protected boolean acceptUnknownHostKey(ClientSession session, SocketAddress remote, PublicKey key) {
        return refuse(
                session,
                "it shows the key %s, and %s has none for it. Compare the fingerprint with the machine's own (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub); if it is the same, add the line: %s %s"
                        .formatted(shown(key), file, pattern(session), PublicKeyEntry.toString(key)));
    }

    @Override
    public boolean acceptModifiedServerKey(
            ClientSession session, SocketAddress remote, KnownHostEntry entry, PublicKey expected, PublicKey actual) {
        return refuse(
                session,
                "its key has changed: it shows %s, and %s has %s. The machine was set up anew, or somebody listens in between. If you know that it was set up anew, run ssh-keygen -f %s -R '%s' and add the line: %s %s"
                        .formatted(
                                shown(actual),
                                file,
                                shown(expected),
                                file,
                                pattern(session),
                                pattern(session),
                                PublicKeyEntry.toString(actual)));
    }

    @Override
    protected boolean acceptIncompleteHostKeys(
            ClientSession session, SocketAddress remote, PublicKey key, Throwable reason) {
        return refuse(session, "%s cannot be read: %s".formatted(file, reason.getMessage()));
    }

    @Override
    protected void handleRevokedKey(ClientSession session, SocketAddress remote, PublicKey key) {
        refuse(session, "it shows the key %s, which %s has as revoked".formatted(shown(key), file));
    }

    private static boolean refuse(ClientSession session, String reason) {
        session.setAttribute(REFUSAL, reason);
        return false;
    }

    private static String shown(PublicKey key) {
        return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    }

    /** By the name that the settings have, not by the one that the address resolves to. */
    private static String pattern(ClientSession session) {
        SshdSocketAddress address = SshdSocketAddress.toSshdSocketAddress(session.getConnectAddress());
        return KnownHostHashValue.createHostPattern(address.getHostName(), address.getPort());
    }
}
