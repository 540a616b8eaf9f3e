package io.mendflow.runbook;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The runbooks in service. Files are read at start and whenever they change; what is new is deployed; a broken file is reported and leaves the last
 * good version of its runbook in service, and all others as they are.
 */
@Component
public class Runbooks implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Runbooks.class);

    private final Catalog catalog;
    private final Folders folders;
    private final Versions versions;
    private final Deployed deployed;
    private final RunbookSettings settings;
    private volatile Catalog.Shelf shelf = Catalog.Shelf.EMPTY;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    Runbooks(Catalog catalog, Folders folders, Versions versions, Deployed deployed, RunbookSettings settings) {
        this.catalog = catalog;
        this.folders = folders;
        this.versions = versions;
        this.deployed = deployed;
        this.settings = settings;
    }

    /** Those in service, by id. */
    public List<Runbook> list() {
        return shelf.runbooks().values().stream()
                .sorted(Comparator.comparing(Runbook::id))
                .toList();
    }

    public Optional<Runbook> find(String id) {
        return Optional.ofNullable(shelf.runbooks().get(id));
    }

    /** What is wrong with the files there are, by file and line. */
    public List<Problem> problems() {
        return shelf.problems();
    }

    /** The text of a runbook's file, as it was deployed; none when the runbook is not in service. */
    public Optional<String> source(String id) {
        return find(id).flatMap(runbook -> versions.find(runbook.processDefinitionId()))
                .map(deployed::source);
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        String stamp = folders.stamp();
        load();
        if (!settings.directories().isEmpty()) {
            Thread watcher = new Thread(() -> watch(stamp, stopped), "runbook-folders");
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Before the web server and the job executor. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void watch(String first, CountDownLatch end) {
        String loaded = first;
        String seen = first;
        try {
            while (!end.await(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                String now = folders.stamp();
                // A file that is being written changes from look to look; it is read once it is at rest.
                if (now.equals(seen) && !now.equals(loaded)) {
                    loaded = now;
                    reload();
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload() {
        try {
            load();
        } catch (RuntimeException e) {
            log.error("Runbooks could not be read again; those in service stay as they are", e);
        }
    }

    private synchronized void load() {
        Catalog.Shelf before = shelf;
        Catalog.Shelf now = catalog.load(before);
        shelf = now;
        now.problems().stream()
                .filter(problem -> !before.problems().contains(problem))
                .forEach(problem -> log.warn("Runbook problem: {}", problem));
        now.runbooks().forEach((id, runbook) -> tell(before.runbooks().get(id), runbook));
    }

    private static void tell(Runbook before, Runbook now) {
        if (before != null && before.version() == now.version()) {
            return;
        }
        log.info("Runbook {} version {} is in service, from {}", now.id(), now.version(), now.file());
        now.warnings().forEach(warning -> log.warn("Runbook {}: {}", now.id(), warning));
    }
}
