package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {

    @TempDir
    Path folder;

    @Test
    void readsQuotesLineBreaksInThemAndWindowsLines() throws IOException {
        Table table = csv("id,note\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,\r\n");

        List<Row> rows = rows(table);

        assertThat(rows.get(0).values()).containsExactly("1", "a, \"b\"\r\nc");
        assertThat(rows.get(0).number()).isEqualTo(2);
        assertThat(rows.get(1).values()).containsExactly("2", null);
        assertThat(rows.get(1).number()).isEqualTo(4);
        assertThat(rows).hasSize(2).allMatch(row -> row.flaw() == null);
    }

    @Test
    void leavesOutTheByteOrderMark() throws IOException {
        assertThat(names(csv("\uFEFFid,name\n1,a\n"))).containsExactly("id", "name");
    }

    @Test
    void readsWhatItsByteOrderMarkSays() throws IOException {
        Path file = folder.resolve("wide.csv");
        Files.write(file, "\uFEFFid,straße\n1,ä\n".getBytes(StandardCharsets.UTF_16LE));

        assertThat(names(Table.of(file))).containsExactly("id", "straße");
    }

    @Test
    void readsCompressedTabsAndOtherEncodings() throws IOException {
        Path file = folder.resolve("t.tsv.gz");
        Files.write(file, gzip("a\tb\n1\t2\n"));
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "a;b\nä;ö\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(rows(Table.of(file)).get(0).values()).containsExactly("1", "2");
        assertThat(rows(Table.csv(latin, new CsvLayout(';', StandardCharsets.ISO_8859_1)))
                        .get(0)
                        .values())
                .containsExactly("ä", "ö");
    }

    @Test
    void flagsRowsOfAnotherWidthWithTheirLine() throws IOException {
        List<Row> rows = rows(csv("a,b\n1,2\n3\n\n4,5,6\n7,8\n"));

        assertThat(rows.stream().filter(row -> row.flaw() != null).map(Row::number))
                .containsExactly(3L, 5L);
        assertThat(rows.get(1).flaw()).startsWith("fewer fields");
        assertThat(rows.get(2).flaw()).startsWith("more fields");
        assertThat(rows).last().extracting(Row::number).isEqualTo(6L);
    }

    @Test
    void readsBlankLinesOfASingleColumnAsMissing() throws IOException {
        assertThat(rows(csv("a\n1\n\n2\n"))).extracting(row -> row.value(0)).containsExactly("1", null, "2");
    }

    @Test
    void stopsAtAQuoteThatNothingCloses() throws IOException {
        assertThatThrownBy(() -> rows(csv("a,b\n1,2\n3,\"x\n5,6\n")))
                .isInstanceOfSatisfying(
                        TableUnreadable.class, e -> assertThat(e.number()).isEqualTo(3))
                .hasMessageContaining("closed quote");
    }

    @Test
    void stopsAtTextAfterAClosedQuote() throws IOException {
        assertThatThrownBy(() -> rows(csv("a,b\n1,\"x\"secret\n")))
                .isInstanceOf(TableUnreadable.class)
                .hasMessageContaining("closed quote")
                .hasMessageNotContaining("secret");
    }

    @Test
    void boundsTheRowThatAnOpenQuoteSwallows() throws IOException {
        String rest = "x".repeat(1000) + "\n";
        assertThatThrownBy(() -> rows(csv("a,b\n1,\"" + rest.repeat(9_000))))
                .isInstanceOf(TableUnreadable.class)
                .hasMessageContaining("quote that is not closed");
    }

    @Test
    void refusesWhatIsEmptyGoneOrDamaged() throws IOException {
        byte[] whole = gzip("a,b\n" + "1,2\n".repeat(5_000));
        Path cut = folder.resolve("cut.csv.gz");
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "a,b\n1,\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> rows(csv(""))).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> rows(Table.csv(folder.resolve("gone.csv")))).hasMessageContaining("there is none");
        assertThatThrownBy(() -> rows(Table.csv(cut))).hasMessageContaining("compressed data");
        assertThatThrownBy(() -> rows(Table.csv(latin))).hasMessageContaining("encoding");
        assertThatThrownBy(() -> Table.of(folder.resolve("a.xlsx"))).hasMessageContaining("a.xlsx");
    }

    @Test
    void remarksThatTheLastLineMayHaveBeenCut() throws IOException {
        try (RowReader cut = csv("a,b\n1,2\n3,4").open();
                RowReader whole = csv("a,b\n1,2\n").open()) {
            readAll(cut);
            readAll(whole);

            assertThat(cut.remark()).contains("may have been cut");
            assertThat(whole.remark()).isNull();
        }
    }

    private Table csv(String text) throws IOException {
        return Table.csv(Files.writeString(folder.resolve("t.csv"), text));
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    static List<String> names(Table table) {
        try (RowReader reader = table.open()) {
            return reader.columns().stream().map(Column::name).toList();
        }
    }

    static List<Row> rows(Table table) {
        try (RowReader reader = table.open()) {
            return readAll(reader);
        }
    }

    private static List<Row> readAll(RowReader reader) {
        var rows = new ArrayList<Row>();
        for (Row row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        return rows;
    }
}
