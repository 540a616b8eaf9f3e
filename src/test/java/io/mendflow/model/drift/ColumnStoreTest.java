package io.mendflow.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnStoreTest {

    private static final int ROWS = 30_000;

    @TempDir
    Path folder;

    @Test
    void readsBackWhatWasWrittenRowByRow() throws Exception {
        try (var store = new ColumnStore(folder)) {
            NumericWriter number = store.numeric("number");
            CategoricalWriter letter = store.categorical("letter");
            for (int row = 0; row < ROWS; row++) {
                if (row % 10 == 0) {
                    number.addMissing();
                    letter.addMissing();
                } else {
                    number.add(row / 3.0);
                    letter.add("abc".substring(row % 3, row % 3 + 1));
                }
            }
            Map<String, Column> columns = store.columns();

            assertThat(columns).containsOnlyKeys("number", "letter");
            double[] values = ((NumericColumn) columns.get("number")).values();
            var letters = (CategoricalColumn) columns.get("letter");
            int[] codes = letters.codes();
            assertThat(values).hasSize(ROWS);
            assertThat(letters.missing()).isEqualTo(ROWS / 10);
            for (int row = 0; row < ROWS; row++) {
                if (row % 10 == 0) {
                    assertThat(values[row]).isNaN();
                    assertThat(codes[row]).isEqualTo(-1);
                } else {
                    assertThat(values[row]).isEqualTo(row / 3.0);
                    assertThat(letters.dictionary().get(codes[row])).isEqualTo("abc".substring(row % 3, row % 3 + 1));
                }
            }
        }
    }

    @Test
    void needsItsFolderForManyRowsOnlyAndLeavesNothingThere() throws Exception {
        try (var store = new ColumnStore(folder.resolve("absent"))) {
            NumericWriter number = store.numeric("number");
            number.add(1);

            assertThatThrownBy(() -> {
                        for (int row = 0; row < ROWS; row++) {
                            number.add(row);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("make room there or take another folder");
        }
        try (var store = new ColumnStore(folder)) {
            write(store, new double[ROWS]);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void comparesStoredColumnsAsThoseInMemory() throws Exception {
        double[] reference = new Random(1).doubles(ROWS).toArray();
        double[] current = new Random(2).doubles(ROWS).map(value -> value * 1.3).toArray();
        try (var before = new ColumnStore(folder);
                var now = new ColumnStore(folder)) {
            write(before, reference);
            write(now, current);

            DriftReport stored = DriftCheck.compare(before.columns(), now.columns(), DriftSettings.defaults());

            assertThat(stored)
                    .isEqualTo(DriftCheck.compare(
                            Map.of("x", Column.numeric(reference)),
                            Map.of("x", Column.numeric(current)),
                            DriftSettings.defaults()));
            assertThat(stored.verdict()).isEqualTo(DatasetVerdict.DRIFT);
        }
    }

    @Test
    void refusesRowsAfterTheColumnsWereTaken() throws Exception {
        try (var store = new ColumnStore(folder)) {
            NumericWriter number = store.numeric("number");
            store.columns();

            assertThatIllegalStateException()
                    .isThrownBy(() -> number.add(1))
                    .withMessage("Expected no more rows of column 'number' after it was read; write all of them first");
        }
    }

    @Test
    void refusesTheSameNameTwice() throws Exception {
        try (var store = new ColumnStore(folder)) {
            store.numeric("age");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.categorical("age"))
                    .withMessage("Expected a column name once, but 'age' is there already; rename one of the two");
        }
    }

    @Test
    void saysThatTheStoreIsClosed() throws Exception {
        Map<String, Column> columns;
        try (var store = new ColumnStore(folder)) {
            write(store, new double[ROWS]);
            columns = store.columns();
        }

        assertThatThrownBy(() -> DriftCheck.compare(columns, columns, DriftSettings.defaults()))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("The columns' store is closed; compare before closing it");
    }

    @Test
    void refusesCodesThatAreNotInTheDictionary() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Column.categorical(List.of("a", "b"), 0, 1, 2))
                .withMessage("Expected codes from -1 (missing) to 1, the last of the dictionary, but row 2 has 2");
    }

    private static void write(ColumnStore store, double[] values) {
        NumericWriter writer = store.numeric("x");
        for (double value : values) {
            writer.add(value);
        }
    }
}
