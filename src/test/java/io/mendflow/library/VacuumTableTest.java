package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VacuumTableTest {

    private final Library library = Library.shared();

    @Test
    void vacuumsATableThatIsFullOfDeadRows() throws SQLException {
        filled("stock", 600);

        RunDetails run =
                library.run("vacuum-table", Map.of("database", "orders", "table", "public.stock", "dead_rows", 100));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.run().target()).isEqualTo("database/orders/table/public.stock");
        assertThat(run.steps()).anyMatch(part -> part.log().startsWith("600 dead rows beside 400"));
        await().until(() -> number(
                        "select count(*) from pg_stat_all_tables where relname = 'stock' and n_dead_tup = 0 and vacuum_count = 1")
                == 1);
    }

    @Test
    void leavesATableAloneThatIsInOrder() throws SQLException {
        filled("parts", 50);

        RunDetails run = library.run("vacuum-table", Map.of("database", "orders", "table", "parts", "dead_rows", 10));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(number("select vacuum_count from pg_stat_all_tables where relname = 'parts'"))
                .isZero();
    }

    private void filled(String table, int dead) throws SQLException {
        try (var connection = DriverManager.getConnection(library.postgres());
                var statement = connection.createStatement()) {
            statement.execute("create table %s (id int) with (autovacuum_enabled = false)".formatted(table));
            statement.execute("insert into %s select generate_series(1, 1000)".formatted(table));
            statement.execute("delete from %s where id <= %d".formatted(table, dead));
        }
        await().until(() ->
                number("select n_dead_tup from pg_stat_all_tables where relname = '%s'".formatted(table)) == dead);
    }

    private long number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(library.postgres());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
