package io.mendflow.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A BPMN, DMN or form file as it was read.
 *
 * @param name without its folder; the resource's name in Camunda
 * @param place where a person finds it
 */
record ModelFile(String name, String place, byte[] bytes) {

    private static final String ENDINGS = "bpmn,dmn,form";

    /** The shipped ones by name. */
    static Map<String, ModelFile> shipped() {
        Map<String, ModelFile> files = new TreeMap<>();
        for (String ending : ENDINGS.split(",")) {
            for (Resource resource : resources("classpath*:bpmn/*." + ending)) {
                String name = String.valueOf(resource.getFilename());
                files.put(name, new ModelFile(name, "bpmn/" + name, bytes(resource)));
            }
        }
        return files;
    }

    /** Those of a folder by name; none when there is no such folder (yet). */
    static Map<String, ModelFile> in(Path directory) {
        Map<String, ModelFile> files = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(ModelFile::isModel)::iterator) {
                String name = path.getFileName().toString();
                files.put(name, new ModelFile(name, path.toString(), Files.readAllBytes(path)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the models in " + directory, e);
        }
        return files;
    }

    static boolean isModel(Path path) {
        return Stream.of(ENDINGS.split(","))
                        .anyMatch(ending -> path.getFileName().toString().endsWith("." + ending))
                && Files.isRegularFile(path);
    }

    private static Resource[] resources(String pattern) {
        try {
            return new PathMatchingResourcePatternResolver().getResources(pattern);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the shipped models at " + pattern, e);
        }
    }

    private static byte[] bytes(Resource resource) {
        try (InputStream stream = resource.getInputStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read " + resource, e);
        }
    }
}
