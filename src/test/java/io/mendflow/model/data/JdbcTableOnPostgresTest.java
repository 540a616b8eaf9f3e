package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.Databases;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcTableOnPostgresTest {

    @Test
    void readsValuesOfEachTypeInTheOrderOfTheKey() throws SQLException {
        var database = new PGSimpleDataSource();
        database.setUrl(Databases.postgresUrl());
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table loan (id bigint primary key, amount numeric, whole numeric(8), rate real, paid boolean, due date, at timestamp, seen timestamptz, note text, about jsonb, raw bytea)");
            statement.execute(
                    "insert into loan values (2, 1.50, 7, 0.1, true, '2026-01-31', '2026-01-31 12:00', '2026-01-31 12:00+02', 'x', '{\"a\":1}', '\\x0aff'), (1, null, null, null, null, null, null, null, null, null, null)");
        }

        Table table = Table.jdbc(database, "loan");

        assertThat(CsvTableTest.rows(table).get(1).values())
                .containsExactly(
                        2L,
                        new BigDecimal("1.50"),
                        new BigDecimal("7"),
                        0.1,
                        true,
                        LocalDate.of(2026, 1, 31),
                        LocalDateTime.of(2026, 1, 31, 12, 0),
                        Instant.parse("2026-01-31T10:00:00Z"),
                        "x",
                        "{\"a\": 1}",
                        "0aff");
        assertThat(DataCheck.check(
                                table,
                                Expectations.parse(
                                        "other-columns: allow\ncolumns: {whole: {type: integer}, amount: {type: decimal, max: 1.5}, seen: {type: timestamp}}"),
                                Clock.systemUTC())
                        .findings())
                .isEmpty();
        try (RowReader reader = table.open()) {
            assertThat(reader.columns())
                    .startsWith(
                            new Column("id", ColumnType.INTEGER),
                            new Column("amount", ColumnType.DECIMAL),
                            new Column("whole", ColumnType.INTEGER));
        }
    }

    @Test
    void saysWhichTableIsGone() {
        var database = new PGSimpleDataSource();
        database.setUrl(Databases.postgresUrl());

        DataReport report = DataCheck.check(Table.jdbc(database, "gone"), Expectations.NONE, Clock.systemUTC());

        assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("'gone'", "does not exist"));
    }
}
