package io.mendflow.model.data;

import static io.mendflow.model.data.CsvTableTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcTableTest {

    private JdbcConnectionPool database;

    @BeforeEach
    void opensADatabase() throws SQLException {
        database = JdbcConnectionPool.create("jdbc:h2:mem:tables", "sa", "");
        execute(
                "create table loan (id int primary key, amount decimal(10, 2), rate double, paid boolean, due date, at timestamp, seen timestamp with time zone, note varchar(20), raw varbinary(4))");
        execute(
                "insert into loan values (2, 1.50, 0.25, false, '2026-01-31', '2026-01-31 12:00:00', '2026-01-31 12:00:00+02', 'x', x'0aff'), (1, null, null, null, null, null, null, null, null)");
    }

    @AfterEach
    void closesIt() throws SQLException {
        execute("drop all objects");
        database.dispose();
    }

    @Test
    void readsValuesOfEachTypeInTheOrderOfTheKey() {
        var rows = rows(Table.jdbc(database, "loan"));

        assertThat(rows.get(0).values()).startsWith(1L, null, null).hasSize(9);
        assertThat(rows.get(1).values())
                .containsExactly(
                        2L,
                        new BigDecimal("1.50"),
                        0.25,
                        false,
                        LocalDate.of(2026, 1, 31),
                        LocalDateTime.of(2026, 1, 31, 12, 0),
                        Instant.parse("2026-01-31T10:00:00Z"),
                        "x",
                        "0aff");
    }

    @Test
    void declaresItsTypes() {
        try (RowReader reader = Table.jdbc(database, "public.loan").open()) {
            assertThat(reader.columns())
                    .extracting(Column::type)
                    .containsExactly(
                            ColumnType.INTEGER,
                            ColumnType.DECIMAL,
                            ColumnType.DECIMAL,
                            ColumnType.BOOLEAN,
                            ColumnType.DATE,
                            ColumnType.TIMESTAMP,
                            ColumnType.TIMESTAMP,
                            ColumnType.TEXT,
                            ColumnType.TEXT);
        }
    }

    @Test
    void readsAQueryWithTwoColumnsOfOneName() {
        Table table =
                Table.query(database, "pairs", "select a.id, b.id from loan a join loan b on a.id = b.id order by 1");

        assertThat(CsvTableTest.names(table)).containsExactly("ID", "ID");
        assertThat(rows(table)).hasSize(2);
    }

    @Test
    void saysWhichTableIsGone() {
        assertThatThrownBy(() -> Table.jdbc(database, "gone").open())
                .isInstanceOf(TableUnreadable.class)
                .hasMessageContaining("'gone'")
                .hasMessageContaining("not found");
    }

    @Test
    void takesNoStatementForATable() {
        assertThatThrownBy(() -> Table.jdbc(database, "loan; drop table loan"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesItsConnectionBackAsItWas() throws SQLException {
        rows(Table.jdbc(database, "loan"));

        assertThat(database.getActiveConnections()).isZero();
        try (Connection connection = database.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
