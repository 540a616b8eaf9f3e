package io.mendflow.connector;

import java.io.File;
import java.io.FileFilter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.commons.io.monitor.FileAlterationListenerAdaptor;
import org.apache.commons.io.monitor.FileAlterationMonitor;
import org.apache.commons.io.monitor.FileAlterationObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The routes in service: those that are shipped, and those of users, which may replace them by the same id.
 *
 * <p>Files of users are read at start and on change. One that is broken is reported, and what was in service before stays; when one goes away,
 * the shipped routes that it had replaced come back.
 */
@Component
public class Routes implements CamelContextConfiguration, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Routes.class);
    private static final String SUFFIX = ".camel.yaml";

    private final RoutesSettings settings;
    private final Map<String, RouteFile> files = new TreeMap<>();
    private final Map<String, RouteProblem> problems = new TreeMap<>();
    private final FileAlterationMonitor monitor;
    private @Nullable CamelContext camel;

    Routes(RoutesSettings settings) {
        this.settings = settings;
        this.monitor = new FileAlterationMonitor(settings.every().toMillis());
    }

    /** The routes in service, by id; without those that are made for each target of {@link Http}. */
    public synchronized List<RouteInfo> list() {
        if (camel == null) {
            return List.of();
        }
        return camel.getRoutes().stream()
                .filter(route -> !route.isCreatedByRouteTemplate())
                .map(this::info)
                .sorted(Comparator.comparing(RouteInfo::id))
                .toList();
    }

    /** The files that cannot be put in service as they are now. */
    public synchronized List<RouteProblem> problems() {
        return List.copyOf(problems.values());
    }

    /** Whether a route of that id comes from a file of the user's own. */
    synchronized boolean isReplaced(String id) {
        return files.values().stream().anyMatch(file -> file.routes().contains(id));
    }

    /** Does what makes or removes routes while no file is put in service or taken out of it. */
    public synchronized void undisturbed(Change change) throws Exception {
        change.make();
    }

    /** What makes or removes routes. */
    @FunctionalInterface
    public interface Change {
        void make() throws Exception;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        camel = context;
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        for (Path directory : settings.directories()) {
            File[] present = directory.toFile().listFiles((FileFilter) file -> isRoutes(file));
            for (File file : present == null ? new File[0] : present) {
                changed(file);
            }
            monitor.addObserver(observer(directory.toFile()));
        }
        watch();
    }

    @Override
    public void destroy() throws Exception {
        if (!settings.directories().isEmpty()) {
            monitor.stop(100);
        }
    }

    private void watch() {
        if (settings.directories().isEmpty()) {
            return;
        }
        monitor.setThreadFactory(work -> {
            Thread thread = new Thread(work, "mendflow-routes");
            thread.setDaemon(true);
            return thread;
        });
        try {
            monitor.start();
        } catch (Exception e) {
            throw new IllegalStateException("Expected to watch " + settings.directories(), e);
        }
    }

    private FileAlterationObserver observer(File directory) {
        var observer = new FileAlterationObserver(directory, file -> isRoutes(file));
        observer.addListener(new FileAlterationListenerAdaptor() {
            @Override
            public void onFileCreate(File file) {
                changed(file);
            }

            @Override
            public void onFileChange(File file) {
                changed(file);
            }

            @Override
            public void onFileDelete(File file) {
                gone(file);
            }
        });
        return observer;
    }

    private static boolean isRoutes(File file) {
        return file.isFile() && file.getName().endsWith(SUFFIX);
    }

    private synchronized void changed(File file) {
        String name = file.getPath();
        RouteFile before = files.get(name);
        try {
            RouteFile next = RouteFile.read(camel, file);
            requireUnique(name, next);
            replace(before, next);
            files.put(name, next);
            problems.remove(name);
        } catch (Exception e) {
            RouteProblem problem = RouteFile.problem(name, e);
            problems.put(name, problem);
            log.warn(
                    "Routes in {} cannot be put in service{}: {}. {}",
                    name,
                    problem.line() == null ? "" : " (line " + problem.line() + ")",
                    problem.reason(),
                    before == null ? "Nothing has changed" : "What it had before stays in service");
        }
    }

    private void replace(@Nullable RouteFile before, RouteFile next) throws Exception {
        for (String id : next.routes()) {
            Route present = camel.getRoute(id);
            if (present != null && (before == null || !before.routes().contains(id))) {
                log.info("Route {} of {} replaces the shipped one", id, next.name());
            }
        }
        try {
            next.load(camel);
        } catch (Exception e) {
            putBack(before, next);
            throw e;
        }
        if (before != null) {
            restoreShipped(before, next);
        }
        log.info("Routes in service from {}: {}", next.name(), String.join(", ", next.all()));
    }

    private void putBack(@Nullable RouteFile before, RouteFile broken) throws Exception {
        ShippedRoutes.replace(camel, broken);
        if (before != null) {
            before.load(camel);
        }
    }

    /** Takes out of service what the file had before and has no more. */
    private void restoreShipped(RouteFile before, @Nullable RouteFile next) throws Exception {
        RouteFile lost = next == null ? before : before.without(next);
        if (lost.all().isEmpty()) {
            return;
        }
        List<String> back = ShippedRoutes.replace(camel, lost);
        if (!back.isEmpty()) {
            log.info("Shipped routes back in service: {}", String.join(", ", back));
        }
    }

    private synchronized void gone(File file) {
        problems.remove(file.getPath());
        RouteFile before = files.remove(file.getPath());
        if (before == null) {
            return;
        }
        try {
            restoreShipped(before, null);
            log.info("{} is gone, and with it its routes {}", file, String.join(", ", before.all()));
        } catch (Exception e) {
            log.error("The routes of {} could not be taken out of service", file, e);
        }
    }

    private void requireUnique(String name, RouteFile next) {
        files.forEach((other, present) -> {
            for (String id : next.all()) {
                if (!other.equals(name) && present.all().contains(id)) {
                    throw new IllegalArgumentException(
                            "Expected an id that no other file has, but '%s' is in %s too".formatted(id, other));
                }
            }
        });
    }

    private RouteInfo info(Route route) {
        return new RouteInfo(
                route.getRouteId(),
                route.getEndpoint().getEndpointUri().replace("://", ":"),
                route.getDescription(),
                file(route));
    }

    private @Nullable String file(Route route) {
        for (RouteFile file : files.values()) {
            if (file.routes().contains(route.getRouteId())) {
                return file.name();
            }
        }
        var source = route.getSourceResource();
        return source == null ? null : source.getLocation().replaceFirst("^.*/(?=camel/[^/]*$)", "classpath:");
    }
}
