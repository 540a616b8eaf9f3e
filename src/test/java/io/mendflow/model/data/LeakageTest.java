package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakageTest {

    @TempDir
    Path folder;

    @Test
    void findsColumnsThatAloneTellAClass() throws IOException {
        var random = new Random(1);
        var csv = new StringBuilder("id,copy,score,late,noise,useful,label\n");
        for (int i = 0; i < 3_000; i++) {
            boolean yes = random.nextDouble() < 0.2;
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.4f,%s,%.4f,%.4f,%s%n",
                    i,
                    yes ? "y" : "n",
                    (yes ? 0.6 : 0.1) + random.nextDouble() * 0.4,
                    yes ? "2026-01-31" : "",
                    random.nextDouble(),
                    (yes ? 0.3 : 0) + random.nextDouble(),
                    yes ? 1 : 0));
        }

        assertThat(leaks(csv, "label: label")).containsExactly("copy", "score", "late");
        assertThat(leaks(csv, "label: label\nleakage: {accepted: [score]}")).containsExactly("copy", "late");
    }

    @Test
    void findsColumnsThatAloneTellANumber() throws IOException {
        var random = new Random(2);
        var csv = new StringBuilder("id,net,size,region,price\n");
        for (int i = 0; i < 2_000; i++) {
            double size = 20 + random.nextDouble() * 100;
            double price = size * 1_000 + random.nextGaussian() * 20_000;
            csv.append(String.format(
                    Locale.ROOT, "%d,%.2f,%.1f,%d,%.2f%n", i, price * 0.81, size, random.nextInt(5), price));
        }

        assertThat(leaks(csv, "label: price")).containsExactly("net");
    }

    @Test
    void samplesRowsFromTheWholeTable() throws IOException {
        var csv = new StringBuilder("a,label\n");
        // Sorted by the label: the first rows alone have one class.
        for (int i = 0; i < 4_000; i++) {
            csv.append(i < 2_000 ? "x,0\n" : "y,1\n");
        }

        assertThat(leaks(csv, "label: label\nleakage: {sample: 200}")).containsExactly("a");
    }

    @Test
    void saysWhenItCannotTell() throws IOException {
        var oneClass = new StringBuilder("a,label\n");
        for (int i = 0; i < 500; i++) {
            oneClass.append(i).append(",1\n");
        }

        for (CharSequence csv : List.of(oneClass, "a,label\n1,0\n2,1\n")) {
            assertThat(report(csv, "label: label").findings()).singleElement().satisfies(finding -> {
                assertThat(finding.check()).isEqualTo(Check.LEAKAGE);
                assertThat(finding.severity()).isEqualTo(Severity.INFO);
            });
        }
    }

    private List<String> leaks(CharSequence csv, String expectations) throws IOException {
        return report(csv, expectations).findings().stream()
                .filter(finding -> finding.check() == Check.LEAKAGE)
                .map(Finding::column)
                .toList();
    }

    private DataReport report(CharSequence csv, String expectations) throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), csv);
        return DataCheck.check(
                Table.csv(file), Expectations.parse(expectations + "\nrows: {duplicates: 1}"), Clock.systemUTC());
    }
}
