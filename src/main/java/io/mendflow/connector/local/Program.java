package io.mendflow.connector.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The files behind the names of programs. */
final class Program {

    private Program() {}

    /** The file that a name stands for: itself when it has a slash in it, else the first of that name on the PATH. */
    static Optional<Path> file(String name) {
        try {
            if (name.contains(File.separator)) {
                return Optional.of(Path.of(name)).filter(Files::isExecutable).map(Program::real);
            }
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
                Path file = Path.of(folder, name);
                if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(real(file));
                }
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** The interpreter that a script names in its first line; empty when the file is no script. */
    static Optional<Path> interpreter(String name) {
        Optional<Path> file = file(name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (BufferedReader text = Files.newBufferedReader(file.get(), StandardCharsets.ISO_8859_1)) {
            if (text.read() != '#' || text.read() != '!') {
                return Optional.empty();
            }
            String[] words = text.readLine().strip().split("\\s+");
            boolean byEnv = words[0].endsWith("/env") && words.length > 1;
            return file(byEnv ? words[1] : words[0]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }
}
