package io.mendflow.connector.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.Fence;
import io.mendflow.connector.FinishedProcess;
import io.mendflow.connector.Host;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.SecretsSettings;
import io.mendflow.connector.ServiceState;
import io.mendflow.connector.SshHost;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** What the SSH connector does with a server, whichever it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SshTests {

    static final String USER = System.getProperty("user.name");
    private static final String PASSPHRASE = "a phrase that opens it";

    private Path folder = Path.of("");
    private Far far = new Far(0, "");
    private Path keyFile = Path.of("");
    private Path knownHosts = Path.of("");
    private @Nullable ConnectorModule module;
    private @Nullable Host host;
    private @Nullable SshHost web;

    /** A number of seconds that no other process sleeps. */
    private final String seconds = "7" + ThreadLocalRandom.current().nextInt(100_000, 999_999);

    /**
     * A server that listens on 127.0.0.1.
     *
     * @param key its host key, as {@code ssh-ed25519 AAAA…}
     */
    record Far(int port, String key) {}

    /**
     * Starts a server with a shell and SFTP.
     *
     * @param hostKey file of its key
     * @param authorizedKey the one key that {@link #USER} gets in with
     */
    abstract Far serve(Path folder, Path hostKey, KeyPair hostPair, String authorizedKey) throws Exception;

    abstract void end() throws Exception;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        KeyPair own = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        keyFile = write(folder.resolve("id_ed25519"), own, null);
        KeyPair hostPair = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        Path hostKey = write(folder.resolve("host_key"), hostPair, null);
        far = serve(folder, hostKey, hostPair, PublicKeyEntry.toString(own.getPublic()));
        knownHosts = Files.writeString(
                folder.resolve("known_hosts"), "[127.0.0.1]:%d %s%n".formatted(far.port(), far.key()));
        write(folder.resolve("locked"), own, PASSPHRASE);

        Path systemctl = script(
                "systemctl",
                """
                #!/bin/sh
                case "$1 $3" in
                  'show nginx') printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nMainPID=4711\\nNRestarts=2\\nResult=success\\n' ;;
                  'show '*) printf 'LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\nMainPID=0\\nNRestarts=0\\nResult=success\\n' ;;
                esac
                case "$1 $2" in
                  'restart nginx') echo "$1 $2 $MENDFLOW_RUN $MENDFLOW_FENCE" ;;
                  'restart '*) echo "Unit $2 not found." >&2; exit 5 ;;
                esac
                """);
        var settings = new HashMap<String, Object>(settings());
        settings.put("mendflow.ssh.service-command", systemctl.toString());
        settings.put("mendflow.ssh.service-read-command", systemctl.toString());
        settings.put("mendflow.ssh.allowed-commands[3]", systemctl + " *");
        settings.put("mendflow.ssh.allowed-reads[1]", systemctl + " show *");
        module = ConnectorModule.start(settings);
        host = module.get(Host.class);
        web = host.ssh("web-1");
    }

    @AfterAll
    void stop() throws Exception {
        if (module != null) {
            module.close();
        }
        end();
    }

    @Test
    void runsACommandToItsEnd() {
        assertThat(web.run("echo a 'b  c' \"d e\" f\\ g")).isEqualTo(new FinishedProcess(0, "a b  c d e f g\n", false));
        FinishedProcess failed = web.run(List.of("sh", "-c", "echo out; echo oops >&2; exit 3"));
        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.isOk()).isFalse();
        assertThat(failed.output()).contains("out\n", "oops\n");
        assertThat(web.run(List.of("sh", "-c", "kill -9 $$")).exitCode()).isEqualTo(137);
    }

    @Test
    void letsNothingThroughToTheShell() {
        String special = "$HOME ~ *.txt `id` $(id) a|b a;id a&&b >x <y #z !1 {a,b} [c] ~root \\ \" ' =";

        assertThat(web.run(List.of("echo", special)).output()).isEqualTo(special + "\n");
        assertThat(web.run("echo $HOME * ; id | cat && id > x & `id` $(id)").output())
                .isEqualTo("$HOME * ; id | cat && id > x & `id` $(id)\n");
        assertThat(web.run(List.of("echo", "two\nlines", "")).output()).isEqualTo("two\nlines \n");
    }

    @Test
    void hasAnInputThatIsAtItsEnd() {
        assertThat(web.run(List.of("sh", "-c", "cat; echo over"), "PT10S"))
                .isEqualTo(new FinishedProcess(0, "over\n", false));
    }

    @Test
    void endsACommandThatExceedsItsDeadline() {
        long start = System.nanoTime();

        FinishedProcess finished = web.run(List.of("sh", "-c", "echo begun; sleep 5"), "PT0.5S");

        assertThat(finished).isEqualTo(new FinishedProcess(-1, "begun\n", true));
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void doesNotWaitForAChildThatLivesOn() {
        FinishedProcess finished = web.run(List.of("sh", "-c", "sleep " + seconds + " & echo started"), "PT30S");

        assertThat(finished).isEqualTo(new FinishedProcess(0, "started\n", false));
        running("sleep " + seconds).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void boundsWhatACommandPrintsAndSaysSo() {
        FinishedProcess finished = web.run(List.of("sh", "-c", "head -c 3000000 /dev/zero"));

        assertThat(finished.output()).hasSize(1 << 20);
        assertThat(finished.cut()).isTrue();
        assertThat(finished.isOk()).isTrue();
    }

    @Test
    void readsOnlyWhatIsAllowedToBeRead() {
        assertThat(web.read("uptime-of web"))
                .extracting(FinishedProcess::exitCode)
                .isEqualTo(127);
        assertThatThrownBy(() -> web.read("echo hi"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.ssh.allowed-reads")
                .hasMessageContaining("echo hi");
        assertThatThrownBy(() -> web.run("uptime-of web"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.ssh.allowed-commands");
        assertThatThrownBy(() -> host.ssh("guarded").run("echo hi")).isInstanceOf(NotAllowed.class);
        assertThat(host.ssh("guarded").run("true").isOk()).isTrue();
    }

    @Test
    void tellsTheFenceToWhatActsAndNotToWhatLooks() throws Exception {
        var command = List.of("sh", "-c", "echo $MENDFLOW_RUN $MENDFLOW_FENCE");

        assertThat(new Fence("RUN-7 x", 42).during(() -> web.run(command).output()))
                .isEqualTo("RUN-7 x 42\n");
        assertThat(web.run(command).output()).isEqualTo("\n");
    }

    @Test
    void writesAndReadsFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("app.conf"), "a much longer text than the new one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        web.upload(file.toString(), "naïve = 'yes'\n");

        assertThat(file).hasContent("naïve = 'yes'\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(web.readFile(file.toString())).isEqualTo("naïve = 'yes'\n");
    }

    @Test
    void refusesFilesThatAreNotAllowedNotThereOrTooLarge() throws IOException {
        assertThatThrownBy(() -> web.readFile("/etc/passwd"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.ssh.allowed-files");
        assertThatThrownBy(() -> web.upload(folder + "/id_ed25519", "x"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.ssh.allowed-uploads");
        for (String path :
                List.of("app.conf", folder + "/../app.conf", folder + "//app.conf", folder + "/./app.conf")) {
            assertThatThrownBy(() -> web.upload(path, "x")).hasMessageContaining("absolute path");
        }
        assertThatThrownBy(() -> web.readFile(folder + "/none.conf")).hasMessageContaining("none.conf");
        Path large = Files.write(folder.resolve("large.conf"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> web.readFile(large.toString())).hasMessageContaining("at most 1 MiB");
    }

    @Test
    void handlesServices() throws Exception {
        var nginx = web.service("nginx");

        assertThat(nginx.status()).isEqualTo(new ServiceState("loaded", "active", "running", 4711, 2, "success"));
        assertThat(nginx.isActive()).isTrue();
        assertThat(web.service("none").isActive()).isFalse();
        assertThat(new Fence("RUN-7", 1).during(() -> nginx.restart().output())).isEqualTo("restart nginx RUN-7 1\n");
        assertThatThrownBy(() -> web.service("gone").restart())
                .hasMessageContaining("restart service 'gone' on web-1")
                .hasMessageContaining("exit code 5: Unit gone not found.");
        assertThat(nginx.target("restart", List.of())).isEqualTo("host/web-1/service/nginx");
        assertThatThrownBy(() -> web.service("--host=evil")).hasMessageContaining("name of a service");
    }

    @Test
    void listsTheMachinesOfAPool() {
        assertThat(host.pool("web")).containsExactly("web-1", "guarded");
        assertThatThrownBy(() -> host.pool("db")).hasMessageContaining("mendflow.ssh.pools has (web)");
        assertThatThrownBy(() -> host.ssh("web-9").run("true")).hasMessageContaining("guarded, web-1");
        assertThatThrownBy(() -> host.ssh("a/b")).hasMessageContaining("name of a machine");
    }

    @Test
    void readsAsGroovy() {
        Object read = new GroovyShell(new Binding(Map.of("host", host)))
                .evaluate(
                        """
                        def name = 'x'
                        def web = host.ssh('web-1')
                        [web.run("echo ${name}").output, web.run("echo ${name}").ok, web.service('nginx').active,
                         web.service('nginx').status().pid, host.pool('web').collect { host.ssh(it).run('true').exitCode }]""");

        assertThat(read).isEqualTo(List.of("x\n", true, true, 4711L, List.of(0, 0)));
    }

    @Test
    void takesAKeyThatAPassphraseOpensFromSecrets() throws IOException {
        var environment = new MockEnvironment()
                .withProperty("MENDFLOW_SECRET_SSH_KEY", Files.readString(folder.resolve("locked")))
                .withProperty("MENDFLOW_SECRET_SSH_PHRASE", PASSPHRASE);

        assertThat(run(environment, "key-secret", "ssh-key", "passphrase-secret", "ssh-phrase")
                        .output())
                .isEqualTo("in\n");
        assertThatThrownBy(() -> run(environment, "key-secret", "ssh-key", "passphrase-secret", "ssh-key"))
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> run(environment, "key-secret", "no-key"))
                .hasMessageContaining("MENDFLOW_SECRET_NO_KEY");
    }

    @Test
    void saysThatAKeyIsRefused() throws Exception {
        KeyPair other = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        Path file = write(folder.resolve("other"), other, null);

        assertThatThrownBy(() -> run(new MockEnvironment(), "key-file", file.toString()))
                .isInstanceOf(SshFailed.class)
                .hasMessageContaining("web-1 (127.0.0.1:%d) to let user '%s' in".formatted(far.port(), USER))
                .hasMessageContaining("authorized_keys");
    }

    @Test
    void refusesAMachineWhoseKeyIsNotKnown() throws Exception {
        assertThatThrownBy(() -> withKnownHosts(folder.resolve("no-file")))
                .isInstanceOf(SshFailed.class)
                .hasMessageContaining(KeyUtils.getFingerPrint(publicKey()))
                .hasMessageContaining("add the line: [127.0.0.1]:%d %s".formatted(far.port(), far.key()));
    }

    @Test
    void refusesAMachineWhoseKeyHasChanged() throws Exception {
        KeyPair before = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        Path known = Files.writeString(
                folder.resolve("changed"),
                "[127.0.0.1]:%d %s%n".formatted(far.port(), PublicKeyEntry.toString(before.getPublic())));

        assertThatThrownBy(() -> withKnownHosts(known))
                .isInstanceOf(SshFailed.class)
                .hasMessageContaining("its key has changed")
                .hasMessageContaining(KeyUtils.getFingerPrint(publicKey()))
                .hasMessageContaining(KeyUtils.getFingerPrint(before.getPublic()))
                .hasMessageContaining("-R '[127.0.0.1]:%d'".formatted(far.port()));
        assertThat(known).content().doesNotContain(far.key());
    }

    @Test
    void refusesAMachineWhoseKeyIsRevoked() throws Exception {
        Path known = Files.writeString(
                folder.resolve("revoked"), "@revoked [127.0.0.1]:%d %s%n".formatted(far.port(), far.key()));

        assertThatThrownBy(() -> withKnownHosts(known)).hasMessageContaining("revoked");
    }

    @Test
    void saysThatAMachineIsDown() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThatThrownBy(() -> run(new MockEnvironment(), "key-file", keyFile.toString(), "port", "" + closed))
                .isInstanceOf(SshFailed.class)
                .hasMessageContaining("web-1 (127.0.0.1:%d), but the connection was refused".formatted(closed));
        assertThatThrownBy(() -> run(new MockEnvironment(), "key-file", keyFile.toString(), "address", "web.invalid"))
                .isInstanceOf(SshFailed.class)
                .hasMessageContaining("its name is not known");
    }

    @Test
    void givesUpOnAMachineThatSaysNothing() throws IOException {
        try (var silent = new ServerSocket(0)) {
            assertThatThrownBy(() -> run(
                            new MockEnvironment(),
                            "key-file",
                            keyFile.toString(),
                            "port",
                            Integer.toString(silent.getLocalPort())))
                    .isInstanceOf(SshFailed.class)
                    .hasMessageContaining("within PT2S");
        }
    }

    private FinishedProcess withKnownHosts(Path file) {
        var settings = settings();
        settings.put("mendflow.ssh.known-hosts", file.toString());
        return run(settings, new MockEnvironment());
    }

    /** Runs {@code echo in} on a machine that is let in by these settings alone. */
    private FinishedProcess run(MockEnvironment environment, String... settingsOfHost) {
        var settings = settings();
        settings.remove("mendflow.ssh.hosts.web-1.key-file");
        for (int i = 0; i < settingsOfHost.length; i += 2) {
            settings.put("mendflow.ssh.hosts.web-1." + settingsOfHost[i], settingsOfHost[i + 1]);
        }
        return run(settings, environment);
    }

    FinishedProcess run(Map<String, Object> settings, MockEnvironment environment) {
        return run(settings, environment, "echo in");
    }

    /** Runs a command on web-1 with these settings. */
    FinishedProcess run(Map<String, Object> settings, MockEnvironment environment, Object command) {
        SshSettings bound = new Binder(new MapConfigurationPropertySource(settings))
                .bind("mendflow.ssh", SshSettings.class)
                .get();
        var connections = new Connections(bound, new Secrets(new SecretsSettings(null), environment));
        try {
            return new SshHosts(bound, connections).run(Map.of("host", "web-1", "command", command));
        } finally {
            connections.destroy();
        }
    }

    SshHost web() {
        return web;
    }

    Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        for (String name : List.of("web-1", "guarded")) {
            settings.put("mendflow.ssh.hosts." + name + ".address", "127.0.0.1");
            settings.put("mendflow.ssh.hosts." + name + ".port", Integer.toString(far.port()));
            settings.put("mendflow.ssh.hosts." + name + ".user", USER);
            settings.put("mendflow.ssh.hosts." + name + ".key-file", keyFile.toString());
        }
        settings.put("mendflow.ssh.hosts.guarded.allowed-commands[0]", "true");
        settings.put("mendflow.ssh.pools.web[0]", "web-1");
        settings.put("mendflow.ssh.pools.web[1]", "guarded");
        settings.put("mendflow.ssh.known-hosts", knownHosts.toString());
        settings.put("mendflow.ssh.connect-timeout", Duration.ofSeconds(2).toString());
        settings.put("mendflow.ssh.allowed-commands[0]", "echo *");
        settings.put("mendflow.ssh.allowed-commands[1]", "sh -c *");
        settings.put("mendflow.ssh.allowed-commands[2]", "true");
        settings.put("mendflow.ssh.allowed-reads[0]", "uptime-of *");
        settings.put("mendflow.ssh.allowed-uploads[0]", folder + "/*.conf");
        settings.put("mendflow.ssh.allowed-files[0]", folder + "/*.conf");
        return settings;
    }

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private java.security.PublicKey publicKey() throws Exception {
        return PublicKeyEntry.parsePublicKeyEntry(far.key()).resolvePublicKey(null, Map.of(), null);
    }

    static List<ProcessHandle> running(String command) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(command))
                .toList();
    }

    private static Path write(Path file, KeyPair key, @Nullable String passphrase) throws Exception {
        OpenSSHKeyEncryptionContext lock = null;
        if (passphrase != null) {
            lock = new OpenSSHKeyEncryptionContext();
            lock.setCipherName("AES");
            lock.setCipherMode("CTR");
            lock.setCipherType("256");
            lock.setKdfRounds(16);
            lock.setPassword(passphrase);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", lock, out);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
