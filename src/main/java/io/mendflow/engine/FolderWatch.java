package io.mendflow.engine;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.io.monitor.FileAlterationListenerAdaptor;
import org.apache.commons.io.monitor.FileAlterationMonitor;
import org.apache.commons.io.monitor.FileAlterationObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at folders once a second and says which one has changed.
 *
 * <p>It looks, because events of the file system do not reach into mounted volumes.
 */
class FolderWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);
    private static final int EVERY_MILLIS = 1000;

    private final FileAlterationMonitor monitor = new FileAlterationMonitor(EVERY_MILLIS);

    FolderWatch(List<Path> directories, Consumer<Path> changed) {
        directories.forEach(directory -> monitor.addObserver(observer(directory, changed)));
        monitor.setThreadFactory(work -> {
            Thread thread = new Thread(work, "mendflow-models");
            thread.setDaemon(true);
            return thread;
        });
        try {
            monitor.start();
        } catch (Exception e) {
            throw new IllegalStateException("Expected to watch " + directories + ", but: " + e.getMessage(), e);
        }
    }

    private static FileAlterationObserver observer(Path directory, Consumer<Path> changed) {
        FileAlterationObserver observer =
                new FileAlterationObserver(directory.toFile(), file -> ModelFile.isModel(file.toPath()));
        observer.addListener(new Changes(directory, changed));
        return observer;
    }

    @Override
    public void close() {
        try {
            monitor.stop();
        } catch (Exception e) {
            log.warn("The watch over the folders of models did not end cleanly: {}", e.getMessage());
        }
    }

    /** Gathers the changes of one look into one call. */
    private static class Changes extends FileAlterationListenerAdaptor {

        private final Path directory;
        private final Consumer<Path> changed;
        private boolean some;

        Changes(Path directory, Consumer<Path> changed) {
            this.directory = directory;
            this.changed = changed;
        }

        @Override
        public void onFileCreate(File file) {
            some = true;
        }

        @Override
        public void onFileChange(File file) {
            some = true;
        }

        @Override
        public void onFileDelete(File file) {
            some = true;
        }

        @Override
        public void onStop(FileAlterationObserver observer) {
            if (some) {
                some = false;
                try {
                    changed.accept(directory);
                } catch (RuntimeException e) {
                    log.warn(
                            "The models in {} could not be read; the next change tries again: {}",
                            directory,
                            e.getMessage());
                }
            }
        }
    }
}
