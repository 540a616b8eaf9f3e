package io.mendflow.runbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Secrets by name: {@code MENDFLOW_SECRET_<NAME>} in the environment, else a file in {@code mendflow.secrets.directory}. Nothing is kept. */
@Component
class Secrets {

    private final SecretsSettings settings;
    private final Environment environment;

    Secrets(SecretsSettings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** The secret; none when there is no such name, or it is empty. */
    Optional<String> find(String name) {
        InputType.SECRET.coerce(name);
        return Optional.ofNullable(environment.getProperty(variable(name)))
                .or(() -> file(name))
                .filter(secret -> !secret.isEmpty());
    }

    /** The environment variable of a secret. */
    static String variable(String name) {
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
