package io.mendflow.cli;

import io.mendflow.audit.Audit;
import io.mendflow.audit.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Proves a zip of evidence, or the audit trail of a database, which it opens for reading only. */
@Command(
        name = "verify",
        description = {
            "With a zip of evidence: says whether any file in it was changed, added or removed, and who signed it.",
            "Without: recomputes the hashes of the audit trail and says whether any entry was changed or removed. Reads only.",
            "The database is that of the service's settings: application.yaml, the environment, or --spring.datasource.url=…"
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "evidence.zip", description = "A zip of evidence, to be read alone")
    private @Nullable Path evidence;

    @Option(
            names = "--key",
            paramLabel = "<key>",
            description = "Key that has to have signed the zip: its fingerprint, or a file with it in PEM")
    private @Nullable String key;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws SQLException, IOException {
        if (evidence == null && key != null) {
            throw new Commands.WrongUsage("Expected a zip of evidence beside --key");
        }
        if (evidence != null && !settings.isEmpty()) {
            throw new Commands.WrongUsage(
                    "Expected one zip of evidence and no settings, got '%s' too".formatted(settings.get(0)));
        }
        return evidence == null
                ? verifyTrail()
                : new EvidencePrint(evidence, spec.commandLine().getOut()).verify(key);
    }

    private int verifyTrail() throws SQLException {
        settings.stream()
                .filter(setting -> !setting.startsWith("--") || !setting.contains("="))
                .findFirst()
                .ifPresent(setting -> {
                    throw new Commands.WrongUsage("Expected settings as --name=value, got '%s'".formatted(setting));
                });
        StandardEnvironment environment = environment();
        String url = environment.getRequiredProperty("spring.datasource.url");
        try (var database = open(environment, url)) {
            database.getConnection().setReadOnly(true);
            return report(Audit.verify(new JdbcTemplate(database)), shown(url));
        } catch (DataAccessException | SQLException e) {
            throw new IllegalStateException(
                    "Expected to read the audit trail in %s, but: %s%s".formatted(shown(url), reason(e), advice(e)), e);
        }
    }

    private StandardEnvironment environment() {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(settings.toArray(String[]::new)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }

    /** As Boot would log in for the service. */
    private static SingleConnectionDataSource open(StandardEnvironment environment, String url) {
        DataSourceProperties properties = Binder.get(environment)
                .bind("spring.datasource", DataSourceProperties.class)
                .get();
        var database = new SingleConnectionDataSource();
        database.setUrl(readOnly(url));
        database.setSuppressClose(true);
        if (properties.determineUsername() != null) {
            database.setUsername(properties.determineUsername());
            database.setPassword(String.valueOf(properties.determinePassword()));
        }
        return database;
    }

    /** H2 makes a database that is not there, and goes on writing to one that is, unless told otherwise. */
    private static String readOnly(String url) {
        return url.startsWith("jdbc:h2:file:")
                ? url.replaceAll(";(WRITE_DELAY|DB_CLOSE_ON_EXIT|IFEXISTS|ACCESS_MODE_DATA)=[^;]*", "")
                        + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r"
                : url;
    }

    private int report(Verification found, String url) {
        PrintWriter out = spec.commandLine().getOut();
        if (found.intact()) {
            out.printf("The audit trail in %s is intact: %d entries hold%n", url, found.entries());
        } else {
            out.printf("The audit trail in %s does not hold: %s%n", url, found.reason());
            out.printf("%d entries before it hold%n", found.entries());
        }
        if (found.pending() > 0) {
            out.printf("%d entries are not in the chain yet; the service puts them there%n", found.pending());
        }
        out.println("Head " + found.head());
        return found.intact() ? 0 : 1;
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static String advice(Exception e) {
        return reason(e).contains("already in use") || reason(e).contains("ocked")
                ? "; the service has it open: ask the service by GET /api/audit/verify, or stop it first"
                : "";
    }

    private static String shown(String url) {
        return url.replaceAll(";.*", "").replaceAll("\\?.*", "");
    }
}
