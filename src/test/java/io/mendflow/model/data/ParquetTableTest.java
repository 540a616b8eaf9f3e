package io.mendflow.model.data;

import static io.mendflow.model.data.CsvTableTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files that Apache Arrow has written, of fifty rows in three row groups each. */
class ParquetTableTest {

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "zstd", "lz4"})
    void readsValuesOfEachTypeFromEachPacking(String packing) throws Exception {
        List<Row> rows = rows(file(packing));

        assertThat(rows).hasSize(50);
        assertThat(rows.get(0).values())
                .containsExactly(
                        0L,
                        "n0",
                        0.0,
                        0.1,
                        true,
                        LocalDate.of(2026, 1, 1),
                        Instant.parse("2026-01-01T12:00:00.123Z"),
                        LocalDateTime.of(2026, 1, 1, 12, 0),
                        new BigDecimal("1.50"),
                        "0aff",
                        "[1,2]",
                        "Bonn",
                        50.5);
        assertThat(rows.get(49).number()).isEqualTo(50);
        assertThat(rows.get(49).values()).startsWith(49L, null, 12.25).endsWith("[4,5]", null, null);
        assertThat(rows).extracting(row -> row.value(10)).startsWith("[1,2]", "[]", null, "[3]");
    }

    @Test
    void declaresNamesAndTypes() throws Exception {
        try (RowReader reader = file("none").open()) {
            assertThat(reader.columns())
                    .startsWith(new Column("id", ColumnType.INTEGER), new Column("name", ColumnType.TEXT))
                    .contains(new Column("amount", ColumnType.DECIMAL), new Column("at", ColumnType.TIMESTAMP))
                    .endsWith(new Column("home.city", ColumnType.TEXT), new Column("home.geo.lat", ColumnType.DECIMAL));
        }
    }

    @Test
    void isCheckedAsAnyTable() throws Exception {
        DataReport report = DataCheck.check(
                file("zstd"),
                Expectations.parse(
                        "other-columns: allow\ncolumns: {id: {type: integer, max: 48, unique: true}, name: {missing: 0.4}}"),
                Clock.systemUTC());

        assertThat(report.findings()).extracting(Finding::check).containsExactlyInAnyOrder(Check.RANGE, Check.MISSING);
        assertThat(report.digest()).isEqualTo(Digest.of(file("snappy")));
    }

    @Test
    void refusesWhatIsGoneCutOrNoParquet(@TempDir Path folder) throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(path("none"));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
        Path text = Files.writeString(folder.resolve("text.parquet"), "id,name\n1,secret\n");
        byte[] broken = whole.clone();
        Arrays.fill(broken, 4, 2_000, (byte) 0x55);
        Path damaged = Files.write(folder.resolve("damaged.parquet"), broken);

        assertThatThrownBy(() -> Table.of(folder.resolve("gone.parquet")).open())
                .hasMessageContaining("there is none");
        assertThatThrownBy(() -> Table.of(cut).open())
                .isInstanceOf(TableUnreadable.class)
                .hasMessageContaining("not whole");
        assertThatThrownBy(() -> Table.of(text).open())
                .isInstanceOf(TableUnreadable.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> rows(Table.of(damaged)))
                .isInstanceOf(TableUnreadable.class)
                .hasMessageContaining("damaged");
    }

    private static Table file(String packing) throws URISyntaxException {
        return Table.of(path(packing));
    }

    private static Path path(String packing) throws URISyntaxException {
        var resource = ParquetTableTest.class.getResource("/parquet/" + packing + ".parquet");
        assertThat(resource).isNotNull();
        return Path.of(resource.toURI());
    }
}
