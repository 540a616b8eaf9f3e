package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningTest {

    private static final Learning LEARNING = new Learning("label", List.of("id"), Set.of("mail"));

    @TempDir
    Path folder;

    @Test
    void learnsTypesRangesValuesAndMissingShares() throws IOException {
        Expectations learned = Expectations.learn(reference(), LEARNING);

        assertThat(learned.label()).isEqualTo("label");
        assertThat(learned.rows().reference()).isEqualTo(400);
        ColumnExpectation age = learned.columns().get("age");
        assertThat(age.type()).isEqualTo(ColumnType.INTEGER);
        assertThat(age.missing()).isEqualTo(0.16);
        assertThat(age.min()).isEqualTo(new Limit("14", 14));
        assertThat(age.max()).isEqualTo(new Limit("86", 86));
        assertThat(learned.columns().get("balance").min()).isEqualTo(new Limit("0", 0));
        assertThat(learned.columns().get("country").allowed()).containsExactly("DE", "FR", "NO");
        assertThat(learned.columns().get("joined").format()).isEqualTo("dd.MM.yyyy");
        assertThat(learned.columns().get("weight").unit()).isEqualTo("kg");
        assertThat(learned.columns().get("price").decimalComma()).isTrue();
        assertThat(learned.columns().get("mixed").type()).isEqualTo(ColumnType.TEXT);
    }

    @Test
    void writesWhatItLearnedAndReadsItBack() throws IOException {
        Expectations learned = Expectations.learn(reference(), LEARNING);

        assertThat(Expectations.parse(learned.toYaml())).isEqualTo(learned);
    }

    @Test
    void isContentWithWhatItLearnedFrom() throws IOException {
        DataReport report = DataCheck.check(reference(), Expectations.learn(reference(), LEARNING), Clock.systemUTC());

        assertThat(report.findings(Severity.ERROR)).isEmpty();
    }

    @Test
    void learnsNoPersonalValue() throws IOException {
        String yaml = Expectations.learn(reference(), LEARNING).toYaml();

        assertThat(yaml).contains("personal: true").doesNotContain("example.org");
    }

    @Test
    void refusesToLearnFromNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("e.csv"), "a,b\n");

        assertThatThrownBy(() -> Expectations.learn(Table.of(file), LEARNING))
                .isInstanceOf(TableUnreadable.class)
                .hasMessageContaining("there are none");
        assertThatThrownBy(() -> Expectations.learn(Table.of(folder.resolve("gone.csv")), LEARNING))
                .isInstanceOf(TableUnreadable.class);
    }

    private Table reference() throws IOException {
        var random = new Random(4);
        var csv = new StringBuilder("id,age,balance,country,joined,weight,price,mixed,mail,label\n");
        for (int i = 0; i < 400; i++) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.3f,%s,%02d.01.2026,%d kg,\"%d,5\",%s,%s,%d%n",
                    i,
                    i % 10 == 0 ? "" : 20 + i % 61,
                    random.nextDouble() * 1_000,
                    List.of("DE", "FR", "NO").get(i % 3),
                    1 + i % 28,
                    i % 90,
                    i,
                    i % 2 == 0 ? "2026-01-31" : "31.01.2026",
                    i % 2 == 0 ? "ada@example.org" : "bob@example.org",
                    random.nextInt(2)));
        }
        return Table.csv(Files.writeString(folder.resolve("reference.csv"), csv));
    }
}
