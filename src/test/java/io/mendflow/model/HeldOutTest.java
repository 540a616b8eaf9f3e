package io.mendflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.model.ModelsSettings.Data;
import io.mendflow.model.compare.Comparison;
import io.mendflow.model.compare.ComparisonReport;
import io.mendflow.model.compare.ComparisonSettings;
import io.mendflow.model.compare.Gate;
import io.mendflow.model.compare.Metric;
import io.mendflow.model.compare.Slice;
import io.mendflow.model.compare.Verdict;
import io.mendflow.model.data.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {

    @TempDir
    Path folder;

    private Path rows;

    @BeforeEach
    void layRows() throws IOException {
        rows = folder.resolve("held-out.csv");
        Files.writeString(rows, "id,city,late\n1,\"Bonn, Rhein\",yes\n2,Ulm,no\n3,Ulm,yes\n4,\"a \"\"b\"\"\",no\n");
    }

    @Test
    void givesModelsTheRowsWithoutTheirLabel() throws IOException {
        Path questions = folder.resolve("questions.csv");

        HeldOut heldOut = HeldOut.write(Table.of(rows), data("late", "yes", "city"), questions);

        assertThat(heldOut.rows()).isEqualTo(4);
        assertThat(Files.readString(questions))
                .isEqualToNormalizingNewlines("id,city\n1,\"Bonn, Rhein\"\n2,Ulm\n3,Ulm\n4,\"a \"\"b\"\"\"\n")
                .doesNotContain("yes");
        assertThat(heldOut.slices()).extracting(Slice::name).contains("city=Ulm", "city=Bonn, Rhein");
    }

    @Test
    void takesThePositiveLabelForClassOneWhateverTheAlphabetSays() throws IOException {
        HeldOut heldOut = HeldOut.read(Table.of(rows), data("late", "no"));

        ComparisonReport right = compare(heldOut, "prediction\nyes\nno\nyes\nno\n");
        ComparisonReport wrong = compare(heldOut, "prediction\nno\nyes\nno\nyes\n");

        assertThat(right.metrics().get(0).challenger().value()).isEqualTo(1);
        assertThat(wrong.metrics().get(0).challenger().value()).isZero();
    }

    @Test
    void takesScoresAsProbabilitiesOfThePositiveLabel() throws IOException {
        HeldOut heldOut = HeldOut.read(Table.of(rows), data("late", "yes"));

        ComparisonReport report = compare(heldOut, "prediction,score\nyes,0.9\nno,0.1\nyes,0.8\nno,0.3\n");

        assertThat(report.metrics().get(0).challenger().value()).isEqualTo(1);
    }

    @Test
    void failsAModelThatAnswersOtherRowsOrNoNumber() throws IOException {
        HeldOut heldOut = HeldOut.read(Table.of(rows), data("late", "yes"));

        assertThat(compare(heldOut, "prediction\nyes\n").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(compare(heldOut, "prediction,score\nyes,NaN\nno,0.1\nyes,0.8\nno,0.3\n")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(compare(heldOut, "prediction\nperhaps\nno\nyes\nno\n").verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void cannotSayAnythingByNoRowsOrRowsOfOneClass() throws IOException {
        Files.writeString(rows, "id,late\n1,yes\n2,yes\n");
        assertThat(compare(HeldOut.read(Table.of(rows), data("late", "yes")), "prediction\nyes\nyes\n")
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);

        Files.writeString(rows, "id,late\n");
        assertThat(compare(HeldOut.read(Table.of(rows), data("late", "yes")), "prediction\n")
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> HeldOut.read(Table.of(rows), data("fraud", "yes")))
                .hasMessageContaining("label 'fraud'")
                .hasMessageContaining("[id, city, late]");
        assertThatThrownBy(() -> HeldOut.read(Table.of(rows), data("late", "yes", "region")))
                .hasMessageContaining("column 'region'");
        assertThatThrownBy(() -> HeldOut.read(Table.of(rows), data("late", "yes"))
                        .predictions(folder.resolve("none.csv"), "challenger"))
                .hasMessageContaining("left no predictions.csv");
    }

    private ComparisonReport compare(HeldOut heldOut, String said) throws IOException {
        Path file = folder.resolve("predictions.csv");
        Files.writeString(file, said);
        return new Comparison(
                        ComparisonSettings.of(List.of(Metric.ACCURACY), List.of(Gate.threshold(Metric.ACCURACY, 0.1)))
                                .withMinimumRows(1))
                .compare(heldOut.truth(), null, heldOut.predictions(file, "challenger"), List.of());
    }

    private Data data(String label, String positive, String... slices) {
        return new Data(
                rows, rows, null, null, null, label, positive, List.of(slices), List.of(), null, Duration.ofMinutes(2));
    }
}
