package io.mendflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.Databases;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.DatabaseRows;
import io.mendflow.model.ModelsSettings.Data;
import io.mendflow.model.data.ColumnSummary;
import io.mendflow.model.data.ColumnType;
import io.mendflow.model.data.DataCheck;
import io.mendflow.model.data.DataReport;
import io.mendflow.model.data.Expectations;
import io.mendflow.model.data.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real PostgreSQL and on H2. */
class RowCopiesTest {

    private static final String POSTGRES = Databases.postgresUrl();
    private static final String H2 = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    private static ConnectorModule module;
    private static RowCopies copies;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws SQLException {
        for (String url : List.of(POSTGRES, H2)) {
            try (var connection = DriverManager.getConnection(url);
                    var statement = connection.createStatement()) {
                statement.execute(
                        "create table loan (id bigint, amount numeric(20, 8), rate double precision, paid boolean, due date, at timestamp, seen timestamp with time zone, note varchar(80))");
                statement.execute(
                        """
                        insert into loan values
                        (1, 0.00000010, 1e10, true, '2026-01-31', '2026-01-31 12:00', timestamp with time zone '2026-01-31 12:00:05.25+02', 'a "b", c'),
                        (2, 12345678901.5, 0.1, false, '2026-02-01', '2026-02-01 00:00:01', timestamp with time zone '2026-02-01 00:00+00', ' 007'),
                        (3, null, null, null, null, null, null, null)""");
            }
        }
        module = ConnectorModule.start(Map.of(
                "mendflow.databases.postgres.url", POSTGRES,
                "mendflow.databases.h2.url", H2,
                "mendflow.databases.away.url", "jdbc:postgresql://127.0.0.1:1/rows"));
        copies = new RowCopies(module.get(DatabaseRows.class));
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "h2"})
    void copiesWhatADatabaseAnswersAsWhatItIs(String database) throws Exception {
        Path query = query("-- Loans; of all times\n\n  -- as they are\nselect * from loan order by id;\n");
        Path copy = folder.resolve("rows" + RowCopies.ending(query));

        String digest = copies.copy("training", query, from(database, LONG_ENOUGH), copy);

        assertThat(Files.readString(copy).toLowerCase())
                .isEqualToNormalizingNewlines(
                        """
                        id,amount,rate,paid,due,at,seen,note
                        1,0.00000010,1.0e10,true,2026-01-31,2026-01-31t12:00,2026-01-31t10:00:05.250z,"a ""b"", c"
                        2,12345678901.50000000,0.1,false,2026-02-01,2026-02-01t00:00:01,2026-02-01t00:00:00z," 007"
                        3,,,,,,,
                        """);
        assertThat(digest)
                .isEqualTo("sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(copy))));
        DataReport report = DataCheck.check(Table.of(copy), Expectations.NONE, Clock.systemUTC());
        assertThat(report.columns())
                .extracting(ColumnSummary::type)
                .containsExactly(
                        ColumnType.INTEGER,
                        ColumnType.DECIMAL,
                        ColumnType.DECIMAL,
                        ColumnType.BOOLEAN,
                        ColumnType.DATE,
                        ColumnType.TIMESTAMP,
                        ColumnType.TIMESTAMP,
                        ColumnType.TEXT);
        assertThat(report.columns()).extracting(ColumnSummary::missing).containsExactly(0L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void keepsAMissingValueOfOneColumnAsARow() throws IOException {
        Path copy = folder.resolve("rows.csv");

        copies.copy("current", query("select note from loan order by id"), from("postgres", LONG_ENOUGH), copy);

        assertThat(DataCheck.check(Table.of(copy), Expectations.NONE, Clock.systemUTC())
                        .rows())
                .isEqualTo(3);
    }

    @Test
    void takesNaNForMissing() throws IOException {
        Path copy = folder.resolve("rows.csv");

        copies.copy(
                "current", query("select 'NaN'::double precision as x, 1 as y"), from("postgres", LONG_ENOUGH), copy);

        assertThat(Files.readString(copy)).isEqualToNormalizingNewlines("x,y\n,1\n");
    }

    @Test
    void endsAReadingThatTakesTooLong() throws IOException {
        Path query = query("select generate_series(1, 200000000) as n, repeat('x', 100) as x");

        assertThatThrownBy(() -> copies.copy(
                        "training", query, from("postgres", Duration.ofSeconds(1)), folder.resolve("rows.csv")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("Expected database 'postgres' to answer", "rows it is not done");
        assertThat(folder.resolve("rows.csv")).doesNotExist();
    }

    @Test
    void letsThoseTryAgainWhoseDatabaseIsAway() throws IOException {
        Path query = query("select 1 as one");

        assertThatThrownBy(() -> copy(query, "away"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("database 'away'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "h2"})
    void saysWhatIsWrongWithAQuery(String database) throws Exception {
        assertThatThrownBy(() -> copy(query("select nothing from loan"), database))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("The query for the training rows in " + folder)
                .hasMessageContainingAll("Expected database '" + database + "' to answer: select nothing", "not ");
        assertThatThrownBy(() -> copy(query("select 1 as one; select 2 as two"), database))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("one statement without ';'");
        assertThatThrownBy(() -> copy(query("-- only\ndelete from loan"), database))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("Expected a query");
        assertThatThrownBy(() -> copy(query("-- nothing\n"), database))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("Expected a query");
        assertThatThrownBy(() -> copy(query("select id from loan where id > 9"), database))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("training rows, but there are none");
        assertThatThrownBy(() -> copy(query("select cast(note as int) as n from loan where id = 1"), database))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("SQL state 22")
                .hasMessageNotContaining("a \"b\"");
        assertThat(rowsOf(database)).isEqualTo(3);
    }

    @Test
    void saysWhichDatabaseIsMissing() throws IOException {
        Path query = query("select 1 as one");

        assertThatThrownBy(() -> copy(query, "nobody"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("Expected mendflow.databases.nobody to say where that database is");
        assertThatThrownBy(() -> copy(query, null))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("Expected 'database' beside the training rows' query");
        assertThat(from(null, LONG_ENOUGH).isAskable()).isFalse();
        assertThat(from("h2", LONG_ENOUGH).isAskable()).isTrue();
    }

    @Test
    void refusesAQueryThatIsNoText() throws IOException {
        Path query = Files.write(folder.resolve("rows.sql"), "select 'ä' as x".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> copy(query, "h2")).isInstanceOf(Trouble.class).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> copy(folder.resolve("gone.sql"), "h2"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("no such file");
    }

    private void copy(Path query, String database) throws IOException {
        copies.copy("training", query, from(database, LONG_ENOUGH), folder.resolve("copy.csv"));
    }

    private static int rowsOf(String database) throws SQLException {
        try (var connection = DriverManager.getConnection(database.equals("h2") ? H2 : POSTGRES);
                var rows = connection.createStatement().executeQuery("select count(*) from loan")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Path query(String sql) throws IOException {
        return Files.writeString(folder.resolve("rows.sql"), sql);
    }

    private static Data from(String database, Duration within) {
        Path query = Path.of("rows.sql");
        return new Data(query, query, null, null, null, "late", null, List.of(), List.of(), database, within);
    }
}
