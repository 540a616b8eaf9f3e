package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mendflow.Databases;
import io.mendflow.MockCluster;
import io.mendflow.audit.Audit;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.runbook.guard.GuardSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.spring.ProcessEngineFactoryBean;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The shipped runbooks on the real engine with the real verbs, and what they act on: a Kubernetes API server, PostgreSQL, and an HTTP server that is
 * Prometheus, hooks and services. One for all tests of a process; each test takes names of its own.
 */
public final class Library {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KUBERNETES = "mendflow.kubernetes.";
    private static final String DATABASE = "mendflow.databases.";
    private static Library shared;

    private final MockCluster cluster = new MockCluster();
    private final String postgres = Databases.postgresUrl();
    private final int primaryPort = freePort();
    private final int standbyPort = freePort();
    private final Web web = new Web();
    private final FarMachine far;
    private final Path folder;
    private final ConnectorModule module;

    private Library() throws IOException {
        folder = Files.createTempDirectory("library");
        far = new FarMachine(Files.createTempDirectory("far").toRealPath());
        var settings = new HashMap<String, Object>(far.settings());
        settings.put(KUBERNETES + "url", cluster.url());
        settings.put(KUBERNETES + "request-timeout", "PT1M");
        settings.put(KUBERNETES + "allowed-namespaces[0]", "shop");
        settings.put(KUBERNETES + "allowed-nodes[0]", "*");
        settings.put(DATABASE + "orders.url", postgres);
        settings.put(DATABASE + "orders.allowed-statements[0]", "select pg_*_backend(*");
        settings.put(DATABASE + "orders.allowed-statements[1]", "vacuum *");
        settings.put(DATABASE + "primary.url", server(primaryPort));
        settings.put(DATABASE + "standby.url", server(standbyPort));
        settings.put(DATABASE + "standby.allowed-statements[0]", "select pg_promote(*");
        settings.put("mendflow.prometheus.url", web.url(""));
        // One target is mended many times over.
        settings.put("mendflow.guard.rate.at-most", "0");
        settings.put("mendflow.runbooks.directories[0]", folder.toString());
        settings.put("mendflow.runbooks.poll", "PT0.05S");
        settings.put("MENDFLOW_SECRET_HOOK_TOKEN", "the-token-of-the-hook");
        module = ConnectorModule.start(Databases.h2(), settings, Parts.class);
    }

    public static synchronized Library shared() {
        if (shared == null) {
            try {
                shared = new Library();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    public MockCluster cluster() {
        return cluster;
    }

    /** JDBC address of the database {@code orders}. */
    public String postgres() {
        return postgres;
    }

    /** Port of the PostgreSQL server that the settings name {@code primary}; nobody listens there unless a test does. */
    public int primaryPort() {
        return primaryPort;
    }

    /** The same of {@code standby}. */
    public int standbyPort() {
        return standbyPort;
    }

    public Web web() {
        return web;
    }

    /** The machine that the settings name {@code far}. */
    public FarMachine far() {
        return far;
    }

    public Risk risk(String runbook) {
        return module.get(Runbooks.class).find(runbook).orElseThrow().risk();
    }

    /** Runs a shipped runbook as it is, but with less patience: no pause of it is longer than a moment. */
    public RunDetails run(String runbook, Map<String, Object> inputs) {
        return run("quick-", runbook, inputs, "PT15S");
    }

    /** The same with next to no patience, for a run that is to fail. */
    public RunDetails runInVain(String runbook, Map<String, Object> inputs) {
        return run("hasty-", runbook, inputs, "PT1S");
    }

    private RunDetails run(String prefix, String runbook, Map<String, Object> inputs, String within) {
        Runbooks runbooks = module.get(Runbooks.class);
        assertThat(runbooks.find(runbook)).as("%s", runbooks.problems()).isPresent();
        String text = runbooks.source(runbook)
                .orElseThrow()
                .replace("runbook('" + runbook, "runbook('" + prefix + runbook)
                .replaceAll("(?m)^(    verify[(].*within: ')[^']*", "$1" + within)
                .replaceAll("(await[(].*within: ')[^']*(.*otherwise: 'continue')", "$1PT0.5S$2")
                .replaceAll("min: 'PT[^']*'", "min: 'PT0.1S'")
                .replaceAll("every: '[^']*'", "every: 'PT0.1S'")
                .replaceAll("stable: '[^']*'", "stable: 'PT0.3S'")
                .replaceAll("retry: 'R(\\d)\\d*/[^']*'", "retry: 'R$1/PT0.1S'");
        given(prefix + runbook, text);
        Runs runs = module.get(Runs.class);
        Run run = runs.start(new RunRequest(prefix + runbook, inputs, null, "alice"));
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> runs.find(run.id()).orElseThrow().run().state().isEnded());
        return runs.find(run.id()).orElseThrow();
    }

    private void given(String id, String text) {
        Runbooks runbooks = module.get(Runbooks.class);
        try {
            Files.writeString(folder.resolve(id + ".groovy"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> runbooks.find(id)
                .filter(found -> found.sourceHash().equals(Deployed.hash(text)))
                .isPresent());
    }

    private static String server(int port) {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Names and states of a run's parts, one text each: {@code step scale succeeded}. */
    public static List<String> parts(RunDetails run) {
        return run.steps().stream()
                .map(part -> "%s %s %s"
                        .formatted(part.kind().text(), part.step(), part.state().text()))
                .toList();
    }

    /** Answers with what a test says, and keeps what it was asked. */
    public static final class Web {

        private final Map<String, Function<String, String>> answers = new ConcurrentHashMap<>();
        private final List<String> asked = new ArrayList<>();
        private final HttpServer server;

        Web() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        public String url(String path) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + path;
        }

        /** What a path answers to a body; null is a 500. A Prometheus query is a path, and its answer the value. */
        public void answers(String path, Function<String, String> answer) {
            answers.put(path, answer);
        }

        /** Path, authorization and body of each request that was answered so far. */
        public synchronized List<String> asked() {
            return List.copyOf(asked);
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            String body;
            try (InputStream in = exchange.getRequestBody()) {
                body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            String query = exchange.getRequestURI().getRawQuery();
            boolean prometheus = path.equals("/api/v1/query");
            String key =
                    prometheus ? URLDecoder.decode(query.replaceFirst("query=", ""), StandardCharsets.UTF_8) : path;
            String given = answers.getOrDefault(key, asking -> null).apply(body);
            String answer = prometheus && given != null
                    ? """
                    {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"%s"]}]}}"""
                            .formatted(given)
                    : String.valueOf(given);
            synchronized (this) {
                asked.add(
                        "%s %s %s".formatted(path, exchange.getRequestHeaders().getFirst("Authorization"), body));
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(given == null ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    /** Not annotated as a configuration, so that no scan of the package finds it. */
    @EnableConfigurationProperties({RunbookSettings.class, GuardSettings.class})
    @ComponentScan(
            basePackageClasses = {Runbooks.class, Audit.class},
            excludeFilters = @ComponentScan.Filter(TestConfiguration.class))
    static class Parts {

        @Bean
        JdbcTemplate jdbcTemplate(DataSource database) {
            return new JdbcTemplate(database);
        }

        @Bean
        ProcessEngineFactoryBean processEngine(
                DataSource database,
                PlatformTransactionManager transactions,
                List<ProcessEnginePlugin> plugins,
                ApplicationContext context)
                throws Exception {
            var jobs = new DefaultJobExecutor();
            jobs.setWaitTimeInMillis(50);
            jobs.setMaxWait(100);
            var configuration = new SpringProcessEngineConfiguration();
            configuration.setApplicationContext(context);
            configuration.setDataSource(database);
            configuration.setTransactionManager(transactions);
            configuration.setDatabaseSchemaUpdate("true");
            configuration.setHistory("full");
            configuration.setJobExecutor(jobs);
            configuration.setJobExecutorActivate(true);
            configuration.setProcessEnginePlugins(new ArrayList<>(plugins));
            var factory = new ProcessEngineFactoryBean();
            factory.setProcessEngineConfiguration(configuration);
            return factory;
        }

        @Bean
        RuntimeService runtimeService(ProcessEngine engine) {
            return engine.getRuntimeService();
        }

        @Bean
        RepositoryService repositoryService(ProcessEngine engine) {
            return engine.getRepositoryService();
        }
    }
}
