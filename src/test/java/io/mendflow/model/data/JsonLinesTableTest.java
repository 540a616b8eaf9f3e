package io.mendflow.model.data;

import static io.mendflow.model.data.CsvTableTest.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTableTest {

    @TempDir
    Path folder;

    @Test
    void readsValuesOfEachTypeAndNestedOnes() throws IOException {
        Row row = rows(json(
                        "{\"a\":1,\"b\":2.50,\"c\":true,\"d\":null,\"e\":{\"f\":\"x\",\"g\":{\"h\":2}},\"i\":[1,{\"j\":2}]}\n"))
                .get(0);

        assertThat(row.values()).containsExactly(1L, new BigDecimal("2.50"), true, null, "x", 2L, "[1,{\"j\":2}]");
    }

    @Test
    void findsColumnsOnTheWay() throws IOException {
        Table table = json("{\"a\":1}\n{\"b\":2,\"a\":3}\n");

        assertThat(rows(table).get(1).values()).containsExactly(3L, 2L);
        try (RowReader reader = table.open()) {
            reader.next();
            reader.next();
            assertThat(reader.columns()).extracting(Column::name).containsExactly("a", "b");
        }
    }

    @Test
    void flagsLinesThatAreNoWholeObjectAndGoesOn() throws IOException {
        List<Row> rows =
                rows(json("{\"a\":1}\n[1]\n{\"a\":2,\"a\":3}\n{\"a\": secret}\n{} {}\n\n{\"a\":4}\n{\"a\":5,\"b"));

        assertThat(rows.stream().filter(row -> row.flaw() != null).map(Row::number))
                .containsExactly(2L, 3L, 4L, 5L, 8L);
        assertThat(rows).extracting(Row::flaw).noneMatch(flaw -> flaw != null && flaw.contains("secret"));
        assertThat(rows.get(5).value(0)).isEqualTo(4L);
    }

    private Table json(String text) throws IOException {
        return Table.of(Files.writeString(folder.resolve("t.jsonl"), text));
    }
}
