package io.mendflow.demo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.model.TableColumns;
import io.mendflow.model.data.DataCheck;
import io.mendflow.model.data.DataReport;
import io.mendflow.model.data.Expectations;
import io.mendflow.model.data.Table;
import io.mendflow.model.drift.DatasetVerdict;
import io.mendflow.model.drift.DriftCheck;
import io.mendflow.model.drift.DriftReport;
import io.mendflow.model.drift.DriftSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentsTest {

    private static final List<String> ALL = List.of(
            Payments.REFERENCE,
            Payments.HELDOUT,
            Payments.CURRENT,
            Payments.FRESH,
            Payments.FRESH_HELDOUT,
            Payments.EXPECTATIONS);

    @TempDir
    Path folder;

    @Test
    void writesTheSameBytesForTheSameSeed() throws IOException {
        Payments.write(folder.resolve("one"), 7);
        Payments.write(folder.resolve("two"), 7);
        Payments.write(folder.resolve("other"), 8);

        try (Stream<Path> files = Files.list(folder.resolve("one"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(ALL);
        }
        assertThat(ALL).allSatisfy(name -> assertThat(folder.resolve("two").resolve(name))
                .hasSameBinaryContentAs(folder.resolve("one").resolve(name)));
        assertThat(Files.readString(folder.resolve("other").resolve(Payments.FRESH)))
                .isNotEqualTo(Files.readString(folder.resolve("one").resolve(Payments.FRESH)));
    }

    @Test
    void knowsOfALivePaymentOnlyWhatIsKnownThen() throws IOException {
        Payments.write(folder, 7);

        assertThat(header(Payments.CURRENT))
                .isEqualTo("amount,hour,country,merchant,age_of_account,previous_chargebacks");
        assertThat(header(Payments.FRESH_HELDOUT))
                .isEqualTo("amount,hour,country,merchant,age_of_account,previous_chargebacks,settled_amount,fraud");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 20260101})
    void driftsInMostColumnsAndStaysTheSameElsewhere(long seed) throws IOException {
        Payments.write(folder, seed);

        DriftReport drift = drift(Payments.REFERENCE, Payments.CURRENT);
        assertThat(drift.verdict()).isEqualTo(DatasetVerdict.DRIFT);
        assertThat(drift.columns())
                .filteredOn(column -> column.drifted())
                .extracting(column -> column.column())
                .contains("amount", "country", "merchant", "age_of_account");
        assertThat(drift(Payments.REFERENCE, Payments.HELDOUT).drifted()).isZero();
        assertThat(drift(Payments.FRESH, Payments.CURRENT).drifted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {Payments.REFERENCE, Payments.FRESH, Payments.FRESH_HELDOUT})
    void meetsItsExpectationsAndGivesNoLabelAway(String file) throws IOException {
        Payments.write(folder, 7);

        DataReport report = check(file);

        assertThat(report.findings()).isEmpty();
    }

    @Test
    void expectsWhatBrokenRowsDoNotMeet() throws IOException {
        Payments.write(folder, 7);
        Path file = folder.resolve(Payments.FRESH);
        Files.writeString(file, Files.readString(file) + "12.00,25,DE,casino,-3,0,12.00,2\n");

        assertThat(check(Payments.FRESH).ok()).isFalse();
    }

    private DataReport check(String file) {
        return DataCheck.check(
                Table.of(folder.resolve(file)),
                Expectations.load(folder.resolve(Payments.EXPECTATIONS)),
                Clock.systemUTC());
    }

    private DriftReport drift(String reference, String current) throws IOException {
        try (TableColumns before = TableColumns.of(Table.of(folder.resolve(reference)), folder);
                TableColumns now = TableColumns.of(Table.of(folder.resolve(current)), folder)) {
            return DriftCheck.compare(
                    before.columns(), now.columns(), DriftSettings.defaults().without("settled_amount", "fraud"));
        }
    }

    private String header(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).get(0);
    }
}
