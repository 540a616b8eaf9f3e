package io.mendflow.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The folders that promotions leave behind: copies of rows and models, which are large and of no use for long. */
@Component
class Workspaces {

    private static final Logger log = LoggerFactory.getLogger(Workspaces.class);

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Clock clock;

    Workspaces(ModelSpecs specs, Promotions promotions, Clock clock) {
        this.specs = specs;
        this.promotions = promotions;
        this.clock = clock;
    }

    /** Deletes the folders of promotions that ended long enough ago. One that cannot be deleted is tried again next time. */
    void prune() {
        if (!Files.isDirectory(specs.workspace())) {
            return;
        }
        Instant before = clock.instant().minus(specs.keepWork());
        for (Path folder : folders()) {
            boolean old = promotions
                    .find(String.valueOf(folder.getFileName()))
                    .map(promotion ->
                            promotion.endedAt() != null && promotion.endedAt().isBefore(before))
                    .orElse(false);
            if (old) {
                delete(folder);
            }
        }
    }

    private List<Path> folders() {
        try (Stream<Path> folders = Files.list(specs.workspace())) {
            return folders.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            log.warn("The folders of promotions in {} cannot be listed: {}", specs.workspace(), e.getMessage());
            return List.of();
        }
    }

    private static void delete(Path folder) {
        try {
            PathUtils.deleteDirectory(folder);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", folder, e.getMessage());
        }
    }
}
