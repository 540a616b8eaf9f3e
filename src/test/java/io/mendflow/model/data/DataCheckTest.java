package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void findsNothingInGoodData() throws IOException {
        DataReport report = check(
                "id,age,country\n1,30,DE\n2,,FR\n3,50,DE\n",
                """
                key: [id]
                columns:
                  id: {type: integer, missing: 0, unique: true}
                  age: {type: integer, missing: 0.5, min: 0, max: 120}
                  country: {allowed: [DE, FR]}
                """);

        assertThat(report.findings()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.rows()).isEqualTo(3);
        assertThat(report.columns().get(1)).isEqualTo(new ColumnSummary("age", ColumnType.INTEGER, 1, 2, "30", "50"));
    }

    @Test
    void findsValuesOfAnotherType() throws IOException {
        DataReport report = check(
                "a,b,c,d\n1,1.5,true,2026-01-31\nx,2,yes,31.01.2026\n1.5,1e3,false,2026-02-30\n",
                """
                columns:
                  a: {type: integer}
                  b: {type: decimal}
                  c: {type: boolean}
                  d: {type: date}
                """);

        assertThat(columnsWith(report, Check.TYPE)).containsExactly("a", "c", "d");
        Finding first = of(report, Check.TYPE, "a");
        assertThat(first.severity()).isEqualTo(Severity.ERROR);
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.examples()).containsExactly(new Example(3, "x"), new Example(4, "1.5"));
    }

    @Test
    void takesNoQuotedDigitsForNumbersWhereNumbersHaveTheirOwnType() throws IOException {
        Path file = Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1,\"b\":\"2026-01-31\"}\n{\"a\":\"2\"}\n");

        DataReport report = DataCheck.check(
                Table.of(file), Expectations.parse("columns: {a: {type: integer}, b: {type: date}}"), CLOCK);

        assertThat(columnsWith(report, Check.TYPE)).containsExactly("a");
        assertThat(report.columns().get(0).type()).isEqualTo(ColumnType.TEXT);
        assertThat(report.columns().get(1).missing()).isEqualTo(1);
    }

    @Test
    void keepsFormatsStrictly() throws IOException {
        DataReport report = check(
                "d,t\n31.01.2026,202601310930\n1.1.2026,202613310930\n30.02.2026,202601310930\n",
                """
                columns:
                  d: {type: date, format: dd.MM.yyyy}
                  t: {type: timestamp, format: yyyyMMddHHmm}
                """);

        assertThat(of(report, Check.FORMAT, "d").count()).isEqualTo(2);
        assertThat(of(report, Check.FORMAT, "t").count()).isEqualTo(1);
    }

    @Test
    void findsWhatIsMissing() throws IOException {
        DataReport report = check(
                "a,b\n1,\nNA,\n3,\n",
                "missing-values: [NA]\ncolumns: {a: {type: integer, missing: 0.1}, b: {}, c: {}}");

        assertThat(of(report, Check.MISSING, "a").message())
                .isEqualTo("Expected at most 10 % missing, but it is 33.3 %");
        assertThat(of(report, Check.MISSING, "b").severity()).isEqualTo(Severity.WARNING);
        assertThat(of(report, Check.COLUMNS, "c").severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void findsRepeatedRowsKeysAndValues() throws IOException {
        DataReport report = check(
                "id,day,mail\n1,a,x\n1,b,x\n1,a,y\n1,a,x\n,b,z\n", "key: [id, day]\ncolumns: {mail: {unique: true}}");

        assertThat(of(report, Check.DUPLICATES, null).examples()).containsExactly(new Example(5, null));
        assertThat(of(report, Check.DUPLICATES, "mail").count()).isEqualTo(2);
        assertThat(report.findings().stream().filter(finding -> finding.check() == Check.KEY))
                .extracting(Finding::count)
                .containsExactly(2L, 1L);
    }

    @Test
    void toleratesWhatItIsToldTo() throws IOException {
        DataReport report = check(
                "a\n1\n1\n900\nx\n5\n6\n7\n8\n9\n10\n",
                "rows: {duplicates: 0.1}\ncolumns: {a: {type: integer, max: 100, tolerate: 0.1}}");

        assertThat(report.ok()).isTrue();
        assertThat(report.findings())
                .extracting(Finding::check)
                .containsExactlyInAnyOrder(Check.DUPLICATES, Check.TYPE, Check.RANGE);
    }

    @Test
    void findsWhatIsOutOfRangeOrNotAllowed() throws IOException {
        DataReport report = check(
                "a,d,c\n-0.1,2019-12-31,DE\n0,2020-01-01,de\n1,2020-01-02,\n1.01,2020-01-03,XX\n",
                """
                columns:
                  a: {type: decimal, min: 0, max: 1}
                  d: {type: date, min: 2020-01-01, max: 2020-01-02}
                  c: {allowed: [DE, FR]}
                """);

        assertThat(of(report, Check.RANGE, "a").examples())
                .extracting(Example::value)
                .containsExactly("-0.1", "1.01");
        assertThat(of(report, Check.RANGE, "d").examples())
                .extracting(Example::number)
                .containsExactly(2L, 5L);
        assertThat(of(report, Check.ALLOWED, "c").count()).isEqualTo(2);
    }

    @Test
    void findsInconsistentFormatsThatNobodyExpected() throws IOException {
        DataReport report = check(
                """
                date,order,price,weight,plain,mostly,street
                2026-01-31,13/02/2026,"1.234,5",12 kg,1.5,1,12 Main
                2026-01-30,02/13/2026,"2,5",13 kg,2,2,7
                31.01.2026,01/02/2026,3.5,5 lb,3,3,9 Oak
                2026-01-29,14/02/2026,4,7,1e3,4,x
                """,
                "");

        assertThat(of(report, Check.FORMAT, "date").message()).contains("yyyy-MM-dd, dd.MM.yyyy");
        assertThat(of(report, Check.FORMAT, "date").count()).isEqualTo(1);
        assertThat(of(report, Check.FORMAT, "order").message()).contains("dd/MM/yyyy, MM/dd/yyyy");
        assertThat(of(report, Check.FORMAT, "price").examples())
                .extracting(Example::value)
                .contains("3.5", "2,5");
        assertThat(of(report, Check.FORMAT, "weight").message()).contains("2 units, and some carry none");
        assertThat(columnsWith(report, Check.FORMAT)).containsExactly("date", "order", "price", "weight");
        assertThat(report.ok()).isTrue();
    }

    @Test
    void findsAFewStraysAmongNumbers() throws IOException {
        String numbers = IntStream.range(0, 20).mapToObj(i -> i + "\n").collect(Collectors.joining());

        DataReport report = check("a\n" + numbers + "unknown\n", "");

        assertThat(of(report, Check.TYPE, "a").examples()).containsExactly(new Example(22, "unknown"));
    }

    @Test
    void readsNumbersWithUnitsAndCommas() throws IOException {
        DataReport report = check(
                "w,p\n\"1,5 kg\",\"1.000,25\"\n3 lb,\"2000,5\"\n4,17\n",
                "columns: {w: {type: decimal, unit: kg, decimal-mark: comma}, p: {type: decimal, decimal-mark: comma, max: 1500}}");

        assertThat(of(report, Check.TYPE, "w").examples())
                .extracting(Example::number)
                .containsExactly(3L, 4L);
        assertThat(of(report, Check.RANGE, "p").examples())
                .extracting(Example::number)
                .containsExactly(3L);
    }

    @Test
    void measuresFreshnessByTheClock() throws IOException {
        String expected = "freshness: {column: at, at-most: P2D}";

        assertThat(check("at\n2026-02-27T00:00:00+01:00\n", expected).ok()).isFalse();
        assertThat(check("at\n2026-01-01\n2026-02-27T00:00:00Z\n", expected).findings(Severity.ERROR))
                .isEmpty();
        assertThat(of(check("at\n2026-03-02T00:00:00Z\n", expected), Check.FRESHNESS, "at")
                        .message())
                .contains("PT24H in the future");
        assertThat(of(check("at\nsoon\n", expected), Check.FRESHNESS, "at").message())
                .contains("no value is one");
        assertThat(of(check("a\n1\n", expected), Check.FRESHNESS, "at").message())
                .contains("there is none");
    }

    @Test
    void comparesTheRowCountWithItsReference() throws IOException {
        String rows = "a\n1\n2\n3\n4\n";

        assertThat(check(rows, "rows: {reference: 5, change: 0.2}").ok()).isTrue();
        assertThat(check(rows, "rows: {reference: 6, change: 0.2}").ok()).isFalse();
        assertThat(check(rows, "rows: {min: 5}").ok()).isFalse();
        assertThat(check(rows, "rows: {max: 3}").ok()).isFalse();
    }

    @Test
    void saysWhichColumnsNobodyExpected() throws IOException {
        String expected = "key: [id]\nother-columns: %s\ncolumns: {a: {}}";

        assertThat(of(check("id,a,b\n1,1,1\n", expected.formatted("warn")), Check.COLUMNS, "b")
                        .severity())
                .isEqualTo(Severity.WARNING);
        assertThat(check("id,a,b\n1,1,1\n", expected.formatted("refuse")).ok()).isFalse();
        assertThat(check("id,a,b\n1,1,1\n", expected.formatted("allow")).findings())
                .isEmpty();
    }

    @Test
    void reportsColumnsOfOneNameAndOfNone() throws IOException {
        DataReport report = check("a,a,\n1,2,3\n", "");

        assertThat(of(report, Check.COLUMNS, "a").severity()).isEqualTo(Severity.ERROR);
        assertThat(of(report, Check.COLUMNS, null).message()).contains("no name");
    }

    @Test
    void reportsRowsOfAnotherWidthAndLeavesThemOut() throws IOException {
        DataReport report = check("a,b\n1,2\n3\n4,5\n", "columns: {b: {missing: 0}}");
        DataReport tolerant = check("a,b\n1,2\n3\n4,5\n", "rows: {malformed: 0.4}");

        assertThat(of(report, Check.MALFORMED_ROWS, null).examples()).containsExactly(new Example(3, null));
        assertThat(columnsWith(report, Check.MISSING)).isEmpty();
        assertThat(report.ok()).isFalse();
        assertThat(tolerant.ok()).isTrue();
    }

    @Test
    void reportsBadInputInsteadOfThrowing() throws IOException, SQLException {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:checked");
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "a,b\n1,x\n2,\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(unreadable(check("", ""))).contains("the file is empty");
        assertThat(of(check("a,b\n", ""), Check.ROW_COUNT, null).message()).contains("there are none");
        assertThat(unreadable(DataCheck.check(Table.csv(latin), Expectations.NONE, CLOCK)))
                .contains("encoding");
        assertThat(unreadable(check("a,b\n1,2\n3,\"4", ""))).contains("closed quote");
        try (Connection open = database.getConnection()) {
            DataReport gone = DataCheck.check(
                    Table.jdbc(database, "gone"), Expectations.parse("columns: {a: {}}\nlabel: a"), CLOCK);
            assertThat(open.isValid(1)).isTrue();
            assertThat(unreadable(gone)).contains("not found");
            assertThat(gone.findings()).hasSize(1);
        }
    }

    @Test
    void judgesWhatItReadBeforeTheEnd() throws IOException {
        DataReport report = check("a\n1\nx\n\"3", "columns: {a: {type: integer}}");

        assertThat(report.digest()).isNull();
        assertThat(report.rows()).isEqualTo(2);
        assertThat(columnsWith(report, Check.TYPE)).containsExactly("a");
        assertThat(of(report, Check.READABLE, null).examples()).containsExactly(new Example(4, null));
    }

    @Test
    void masksPersonalValuesInEverythingThatItSays() throws Exception {
        DataReport report = check(
                "mail,age\nada@example.org,1999\nbob@example.org,x\n",
                "columns: {mail: {allowed: [nobody], personal: true, unique: true}, age: {type: integer, max: 120, personal: true}}");

        String json = json(report);
        assertThat(report.findings()).hasSize(3);
        assertThat(json).contains(Example.MASKED).doesNotContain("example.org", "1999");
    }

    @Test
    void showsNoValueToALog() throws IOException {
        DataReport report = check("a,b\nsecret,777\n", "columns: {a: {type: integer}, b: {max: 1}}");

        assertThat(report.findings()).hasSize(2);
        assertThat(report.toString()).doesNotContain("secret", "777");
    }

    @Test
    void isWrittenAsJson() throws IOException {
        JsonNode json =
                JsonMapper.builder().build().readTree(json(check("a\n1\nx\n", "columns: {a: {type: integer}}")));

        assertThat(json.path("ok").asBoolean()).isFalse();
        assertThat(json.path("checkedAt").asText()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(json.path("digest").path("algorithm").asText()).isEqualTo("sha256-rows-v1");
        assertThat(json.path("findings").path(0).path("check").asText()).isEqualTo("type");
        assertThat(json.path("findings")
                        .path(0)
                        .path("examples")
                        .path(0)
                        .path("value")
                        .asText())
                .isEqualTo("x");
    }

    @Test
    void looksAtColumnsThatJsonLinesBringLate() throws IOException {
        Path file = Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1}\n{\"a\":2}\nbroken\n{\"a\":3,\"b\":1}\n");

        DataReport report = DataCheck.check(
                Table.of(file), Expectations.parse("rows: {malformed: 1}\ncolumns: {a: {}, b: {missing: 0.1}}"), CLOCK);

        assertThat(of(report, Check.MISSING, "b").count()).isEqualTo(2);
        assertThat(report.rows()).isEqualTo(4);
    }

    private DataReport check(String csv, String expectations) throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), csv);
        return DataCheck.check(Table.csv(file), Expectations.parse(expectations), CLOCK);
    }

    private static String unreadable(DataReport report) {
        assertThat(report.ok()).isFalse();
        return of(report, Check.READABLE, null).message();
    }

    private static String json(DataReport report) throws IOException {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build()
                .writeValueAsString(report);
    }

    private static List<String> columnsWith(DataReport report, Check check) {
        return report.findings().stream()
                .filter(finding -> finding.check() == check)
                .map(Finding::column)
                .toList();
    }

    private static Finding of(DataReport report, Check check, String column) {
        return report.findings().stream()
                .filter(finding -> finding.check() == check && java.util.Objects.equals(finding.column(), column))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such finding among " + report.findings()));
    }
}
