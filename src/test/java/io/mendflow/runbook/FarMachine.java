package io.mendflow.runbook;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * A machine that is reached over SSH: its commands are real processes of a real shell. What not every machine has, or what would change this one, is
 * a script that a test puts before it.
 */
public final class FarMachine {

    private final Path folder;
    private final Path programs;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Map<String, Object> settings = new HashMap<>();

    FarMachine(Path folder) throws IOException {
        this.folder = folder;
        this.programs = Files.createDirectories(folder.resolve("bin"));
        try {
            KeyPair own = KeyUtils.generateKeyPair("ssh-ed25519", 256);
            KeyPair hostKey = KeyUtils.generateKeyPair("ssh-ed25519", 256);
            Path keyFile = folder.resolve("id_ed25519");
            try (OutputStream out = Files.newOutputStream(keyFile)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(own, "test", null, out);
            }
            Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
            serve(own, hostKey);
            Path known = Files.writeString(
                    folder.resolve("known_hosts"),
                    "[127.0.0.1]:%d %s%n".formatted(server.getPort(), PublicKeyEntry.toString(hostKey.getPublic())));
            set("hosts.far.address", "127.0.0.1");
            set("hosts.far.port", Integer.toString(server.getPort()));
            set("hosts.far.user", "mendflow");
            set("hosts.far.key-file", keyFile.toString());
            set("known-hosts", known.toString());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        allow(
                "allowed-commands",
                "sudo -n systemctl *",
                "sudo -n nft *",
                "gzip *" + folder + "/*",
                "renew *",
                "redis-cli *");
        allow(
                "allowed-reads",
                "systemctl show *",
                "sudo -n nft get *",
                "df *",
                "du *",
                "find *",
                "readlink *",
                "openssl *",
                "redis-cli *",
                "uptime",
                "ps *",
                "tail *",
                "jcmd *");
        script("sudo", "shift; exec \"$@\"");
    }

    /** The settings that lead to it. */
    Map<String, Object> settings() {
        return settings;
    }

    /** A folder of its own, without links on the way. */
    public Path folder() {
        return folder;
    }

    /** Puts a program before the machine's own of that name; it sees its folder as {@code $HERE}. */
    public void script(String name, String text) {
        Path script = programs.resolve(name);
        try {
            Files.writeString(script, "#!/bin/sh\nHERE='%s'\n%s\n".formatted(folder, text));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(KeyPair own, KeyPair hostKey) throws IOException {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, own.getPublic()));
        server.setCommandFactory((channel, command) -> {
            String text = "PATH=%s:$PATH; export PATH; %s".formatted(programs, command);
            // The server hands the text to a shell by itself, whatever the words are.
            return new ProcessShellFactory(text, List.of("/bin/sh", "-c", text)).createShell(channel);
        });
        server.start();
    }

    private void allow(String setting, String... globs) {
        for (int i = 0; i < globs.length; i++) {
            set(setting + "[" + i + "]", globs[i]);
        }
    }

    private void set(String name, String value) {
        settings.put("mendflow.ssh." + name, value);
    }
}
