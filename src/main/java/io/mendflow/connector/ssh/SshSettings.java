package io.mendflow.connector.ssh;

import io.mendflow.connector.Secrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The machines that are reached over SSH, and what may be done there. Globs are over whole texts; {@code *} is any text, {@code ?} any character.
 *
 * @param hosts as {@code mendflow.ssh.hosts.<name>}
 * @param pools names of hosts by the pool's name
 * @param knownHosts file of host keys in OpenSSH's format, read when it has changed and never written; null: {@code ~/.ssh/known_hosts}
 * @param allowedCommands globs over command lines that may be run, on hosts that have none of their own
 * @param allowedReads globs over command lines that only look; they may be run in a plan, and any number of times
 * @param allowedUploads globs over absolute paths that may be written
 * @param allowedFiles globs over absolute paths that may be read
 * @param connectTimeout for the connection, and again for the log-in
 * @param deadline for a whole operation where the caller names none
 * @param serviceCommand what {@code restart nginx} and the like are appended to
 * @param serviceReadCommand what {@code show …} is appended to
 * @param fence how a command that acts is told the run and the number of its lease
 */
@Validated
@ConfigurationProperties("mendflow.ssh")
record SshSettings(
        @DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Machine> hosts,
        @DefaultValue Map<String, List<String>> pools,
        @Nullable Path knownHosts,
        @NotNull @DefaultValue List<String> allowedCommands,
        @NotNull @DefaultValue List<String> allowedReads,
        @NotNull @DefaultValue List<String> allowedUploads,
        @NotNull @DefaultValue List<String> allowedFiles,
        @NotNull @DefaultValue("PT10S") Duration connectTimeout,
        @NotNull @DefaultValue("PT1M") Duration deadline,
        @NotBlank @DefaultValue("sudo -n systemctl") String serviceCommand,
        @NotBlank @DefaultValue("systemctl") String serviceReadCommand,
        @NotNull @DefaultValue("prefix") Fencing fence) {

    @AssertTrue(message = "'pools' may list names that are in 'hosts' only")
    boolean isPoolsOfHosts() {
        return pools.values().stream().flatMap(List::stream).allMatch(hosts::containsKey);
    }

    Path knownHostsFile() {
        return knownHosts == null ? Path.of(System.getProperty("user.home"), ".ssh", "known_hosts") : knownHosts;
    }

    /** How a command is told of the fence: {@code MENDFLOW_RUN} and {@code MENDFLOW_FENCE}. */
    enum Fencing {
        /** Assignments before the command, as POSIX shells take them. */
        PREFIX,
        /** The protocol's own request; OpenSSH drops it unless {@code AcceptEnv MENDFLOW_*} is set. */
        REQUEST,
        /** Not at all. */
        NONE
    }

    /**
     * One machine. Of the globs, those that are given here take the place of the ones for all.
     *
     * @param address name or IP address, as the known hosts have it
     * @param user who logs in
     * @param keyFile private key in OpenSSH's or PEM format
     * @param keySecret name of the secret that is the private key
     * @param passphraseSecret name of the secret that opens the key
     * @param passwordSecret name of the secret that is the user's password
     */
    record Machine(
            @NotBlank String address,
            @Min(1) @Max(65_535) @DefaultValue("22") int port,
            @NotBlank String user,
            @Nullable Path keyFile,
            @Nullable String keySecret,
            @Nullable String passphraseSecret,
            @Nullable String passwordSecret,
            @Nullable List<String> allowedCommands,
            @Nullable List<String> allowedReads,
            @Nullable List<String> allowedUploads,
            @Nullable List<String> allowedFiles) {

        @AssertTrue(message = "needs one of 'key-file', 'key-secret' and 'password-secret'")
        boolean isLetIn() {
            return keyFile != null || keySecret != null || passwordSecret != null;
        }

        @AssertTrue(
                message = "'key-secret', 'passphrase-secret' and 'password-secret' are names of secrets (letters, "
                        + "digits, '_', '-', '.'), not the secrets themselves")
        boolean isSecretsNamed() {
            return Stream.of(keySecret, passphraseSecret, passwordSecret)
                    .allMatch(name -> name == null || Secrets.isName(name));
        }
    }
}
