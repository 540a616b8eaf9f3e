package io.mendflow.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The rows that champions were trained with: what drift is measured against once Mendflow has promoted one, in place of the rows that the settings
 * name. Kept are those of the champion and of the one before it.
 */
@Component
class References {

    private static final Logger log = LoggerFactory.getLogger(References.class);

    private final ModelSpecs specs;
    private final Snapshots snapshots;

    References(ModelSpecs specs, Snapshots snapshots) {
        this.specs = specs;
        this.snapshots = snapshots;
    }

    /** Keeps the rows of a challenger that has become the champion. Where none were taken, or they cannot be kept, the settings' rows go on. */
    void keep(Promotion promotion) {
        Path rows = snapshots.of(promotion).training();
        if (!Files.isRegularFile(rows)) {
            return;
        }
        Path folder = folder(promotion.model());
        String name = promotion.version() + "-" + rows.getFileName();
        try {
            Files.createDirectories(folder);
            Path partial = folder.resolve("." + name);
            Files.copy(rows, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            forgetOthers(folder, Set.of(String.valueOf(promotion.version()), String.valueOf(promotion.champion())));
        } catch (IOException e) {
            log.warn(
                    "The rows of version {} of model {} could not be kept, so drift is measured against those of the settings: {}",
                    promotion.version(),
                    promotion.model(),
                    e.getMessage());
        }
    }

    /** The rows that a version was trained with, if they were kept. */
    Optional<Path> of(String model, String version) {
        return files(folder(model)).stream()
                .filter(file -> file.getFileName().toString().startsWith(version + "-"))
                .findFirst();
    }

    private static void forgetOthers(Path folder, Set<String> versions) throws IOException {
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            if (versions.stream().noneMatch(version -> name.startsWith(version + "-"))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Its name may have any letters, a folder's may not. */
    private Path folder(String model) {
        return specs.workspace("references")
                .resolve(model.replaceAll("[^A-Za-z0-9_-]", "-") + "-" + Integer.toHexString(model.hashCode()));
    }
}
