package io.mendflow.runbook;

import io.mendflow.connector.Glob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The folders of runbook files: {@code runbooks/} on the class path first, as far as it is wanted, then those of the settings in their order. A file with the name of a
 * shipped one replaces it.
 */
@Component
class Folders {

    private static final String SHIPPED = "runbooks/";
    private static final String ENDING = ".groovy";

    private final RunbookSettings settings;

    Folders(RunbookSettings settings) {
        this.settings = settings;
    }

    List<SourceFile> read(List<Problem> problems) {
        var files = new ArrayList<SourceFile>();
        for (Path directory : settings.directories()) {
            if (!Files.isDirectory(directory)) {
                problems.add(
                        new Problem(directory.toString(), 0, "expected a folder of runbooks, but there is none (yet)"));
                continue;
            }
            for (Path file : files(directory)) {
                read(file, files, problems);
            }
        }
        Set<String> replaced = files.stream().map(SourceFile::scriptName).collect(Collectors.toSet());
        var all = new ArrayList<>(shipped());
        all.removeIf(file -> replaced.contains(file.scriptName()));
        all.addAll(files);
        return all;
    }

    /** Something that differs whenever a file of the outside folders has changed, come or gone. */
    String stamp() {
        var stamps = new TreeMap<String, String>();
        for (Path directory : settings.directories()) {
            stamps.put(directory.toString(), Boolean.toString(Files.isDirectory(directory)));
            for (Path file : files(directory)) {
                stamps.put(file.toString(), stamp(file));
            }
        }
        return stamps.toString();
    }

    private static void read(Path file, List<SourceFile> files, List<Problem> problems) {
        try {
            files.add(new SourceFile(file.toString(), file.getFileName().toString(), Files.readString(file)));
        } catch (IOException e) {
            problems.add(new Problem(file.toString(), 0, "expected a readable text in UTF-8: " + e));
        }
    }

    private static String stamp(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
        } catch (IOException e) {
            return "gone";
        }
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isRunbook(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private List<SourceFile> shipped() {
        List<Glob> wanted = settings.shipped().stream().map(Glob::ofUrl).toList();
        try {
            Resource[] found =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + SHIPPED + "*" + ENDING);
            return Arrays.stream(found)
                    .filter(resource -> isRunbook(String.valueOf(resource.getFilename())))
                    .filter(resource -> wanted.stream().anyMatch(glob -> glob.matches(id(resource))))
                    .map(Folders::shipped)
                    .sorted(Comparator.comparing(SourceFile::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to list runbooks/ on the class path", e);
        }
    }

    /** A shipped file is named after its runbook. */
    private static String id(Resource resource) {
        String name = String.valueOf(resource.getFilename());
        return name.substring(0, name.length() - ENDING.length());
    }

    private static SourceFile shipped(Resource resource) {
        String name = String.valueOf(resource.getFilename());
        try {
            return new SourceFile(SHIPPED + name, name, resource.getContentAsString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read " + resource, e);
        }
    }

    private static boolean isRunbook(String name) {
        return name.endsWith(ENDING) && !name.endsWith(".test" + ENDING) && !name.startsWith(".");
    }
}
