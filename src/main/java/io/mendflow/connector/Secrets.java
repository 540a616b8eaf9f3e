package io.mendflow.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Secrets by name: {@code MENDFLOW_SECRET_<NAME>} in the environment, else a file in {@code mendflow.secrets.directory}. Nothing is kept, so that a
 * changed one counts at once. Links in the folder are followed, as the mount of a Kubernetes secret has them; a name is never a path.
 */
@Component
public class Secrets {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}");

    private final SecretsSettings settings;
    private final Environment environment;

    public Secrets(SecretsSettings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * The secret; none when there is no such name, or it is empty.
     *
     * @throws IllegalArgumentException when it is no name; what was given may be the secret itself, and is not repeated
     */
    public Optional<String> find(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "Expected the name of a secret (letters, digits, '_', '-', '.'), not the secret itself");
        }
        return Optional.ofNullable(environment.getProperty(variable(name)))
                .or(() -> file(name))
                .filter(secret -> !secret.isEmpty());
    }

    /**
     * The secret that a setting names.
     *
     * @throws IllegalStateException when it is not there
     */
    public String require(String name, String setting) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(
                        "Expected the secret '%s' that %s names; set %s, or a file of that name in mendflow.secrets.directory"
                                .formatted(name, setting, variable(name))));
    }

    /** Whether a text can name a secret. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The environment variable of a secret. */
    public static String variable(String name) {
        return "MENDFLOW_SECRET_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Optional<String> file(String name) {
        if (settings.directory() == null) {
            return Optional.empty();
        }
        Path file = settings.directory().resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).stripTrailing());
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the file of secret '" + name + "'", e);
        }
    }
}
