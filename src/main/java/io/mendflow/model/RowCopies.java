package io.mendflow.model;

import io.mendflow.connector.DatabaseRows;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.RowsRequest;
import io.mendflow.model.ModelsSettings.Data;
import io.mendflow.model.data.CsvRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Copies a model's rows to where they stay as they are: a file byte by byte; what a database answers to a query, which is a file that ends in
 * {@code .sql}, as CSV.
 */
@Component
class RowCopies {

    /** Classes of SQL states, as the SQL standard has them. */
    private static final String WRONG_STATEMENT = "42";

    private static final String WRONG_VALUE = "22";

    private final DatabaseRows databases;

    RowCopies(DatabaseRows databases) {
        this.databases = databases;
    }

    /** The ending of a copy's name, as the reader of tables wants it. */
    static String ending(Path source) {
        String name = String.valueOf(source.getFileName());
        if (Data.isQuery(source)) {
            return ".csv";
        }
        int dot = name.indexOf('.');
        return dot < 0
                ? ""
                : name.substring(
                        name.endsWith(".gz") ? name.lastIndexOf('.', name.length() - 4) : name.lastIndexOf('.'));
    }

    /** Where rows come from, for the lineage: the address of a file, with the database that is asked where it is a query. */
    static String origin(Path source, Data data) {
        return Data.isQuery(source)
                ? "database/%s?query=%s".formatted(data.database(), source.toUri())
                : source.toUri().toString();
    }

    /**
     * Copies. A copy that was there is replaced once the new one is whole.
     *
     * @param rows what they are called in messages
     * @return SHA-256 of the copy
     * @throws Trouble when the file is not there, or its query cannot be asked, or gives no rows
     * @throws IllegalStateException when the database does not answer now
     */
    String copy(String rows, Path source, Data data, Path copy) throws IOException {
        if (!Files.isRegularFile(source)) {
            throw new Trouble("Expected the %s rows in %s, but there is no such file".formatted(rows, source));
        }
        Path partial = copy.resolveSibling(copy.getFileName() + ".part");
        MessageDigest sha256 = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(partial), sha256)) {
            if (Data.isQuery(source)) {
                ask(rows, source, data, out);
            } else {
                try (InputStream in = Files.newInputStream(source)) {
                    in.transferTo(out);
                }
            }
        }
        Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    /**
     * The query in a file, without the comment lines that it begins with.
     *
     * @throws Trouble when it is no text
     */
    static String query(Path file) throws IOException {
        try {
            return Files.readString(file)
                    .lines()
                    .dropWhile(line -> line.isBlank() || line.strip().startsWith("--"))
                    .collect(Collectors.joining("\n"))
                    .strip();
        } catch (CharacterCodingException e) {
            throw new Trouble("Expected a query as text in UTF-8 in %s, but it is not".formatted(file));
        }
    }

    private void ask(String rows, Path file, Data data, OutputStream out) throws IOException {
        String database = data.database();
        if (database == null) {
            throw new Trouble(
                    "Expected 'database' beside the %s rows' query in %s to name the database that is asked, but it is not set"
                            .formatted(rows, file));
        }
        long count;
        try (CsvRows csv = new CsvRows(out)) {
            count = databases.read(new RowsRequest(database, query(file), data.queryWithin(), csv));
        } catch (IllegalArgumentException | NotAllowed e) {
            throw wrong(rows, file, e);
        } catch (IllegalStateException e) {
            if (mayPass(e)) {
                throw e;
            }
            throw wrong(rows, file, e);
        }
        if (count == 0) {
            throw new Trouble("Expected database '%s' to answer the query in %s with %s rows, but there are none"
                    .formatted(database, file, rows));
        }
    }

    /** Not so what is wrong with the settings, the statement or its values. */
    private static boolean mayPass(IllegalStateException e) {
        if (!(e.getCause() instanceof SQLException answer)) {
            return false;
        }
        String state = String.valueOf(answer.getSQLState());
        return !state.startsWith(WRONG_STATEMENT) && !state.startsWith(WRONG_VALUE);
    }

    private static Trouble wrong(String rows, Path file, RuntimeException e) {
        return new Trouble("The query for the %s rows in %s cannot be asked. %s".formatted(rows, file, e.getMessage()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
