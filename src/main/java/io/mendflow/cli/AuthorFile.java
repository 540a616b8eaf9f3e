package io.mendflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A runbook, model or test as it was found.
 *
 * @param place as findings name it
 * @param name its last part
 * @param shipped true when it comes with the jar and no folder replaces it
 */
record AuthorFile(String place, String name, byte[] bytes, boolean shipped) {

    private static final List<String> ENDINGS = List.of(".groovy", ".bpmn", ".dmn", ".form");

    /** Those of the folders, and the shipped ones that they do not replace. */
    static Collection<AuthorFile> all(List<Path> directories) {
        Map<String, AuthorFile> shipped = new LinkedHashMap<>();
        shipped("runbooks/*.groovy", shipped);
        shipped("bpmn/*.bpmn", shipped);
        shipped("bpmn/*.dmn", shipped);
        shipped("bpmn/*.form", shipped);
        List<AuthorFile> all = new ArrayList<>();
        for (Path directory : directories) {
            for (Path path : paths(directory)) {
                shipped.remove(path.getFileName().toString());
                all.add(new AuthorFile(path.toString(), path.getFileName().toString(), bytes(path), false));
            }
        }
        all.addAll(shipped.values());
        return all;
    }

    boolean isTest() {
        return name.endsWith(".test.groovy");
    }

    boolean isRunbook() {
        return name.endsWith(".groovy") && !isTest() && !name.startsWith(".");
    }

    boolean is(String ending) {
        return name.endsWith(ending);
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<Path> paths(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to list " + directory, e);
        }
    }

    private static void shipped(String pattern, Map<String, AuthorFile> files) {
        try {
            for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:" + pattern)) {
                String name = String.valueOf(resource.getFilename());
                try (InputStream bytes = resource.getInputStream()) {
                    String place = "classpath:" + pattern.substring(0, pattern.indexOf('/') + 1) + name;
                    files.put(name, new AuthorFile(place, name, bytes.readAllBytes(), true));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the shipped " + pattern, e);
        }
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read " + path, e);
        }
    }
}
