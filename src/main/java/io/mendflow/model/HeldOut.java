package io.mendflow.model;

import io.mendflow.model.ModelsSettings.Data;
import io.mendflow.model.compare.Predictions;
import io.mendflow.model.compare.Slice;
import io.mendflow.model.compare.Truth;
import io.mendflow.model.data.Column;
import io.mendflow.model.data.Row;
import io.mendflow.model.data.RowReader;
import io.mendflow.model.data.Table;
import io.mendflow.model.data.TableUnreadable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * The rows that no training has seen: what really was, and what models say of them. Models are given the rows without their label, so that none can
 * copy it.
 */
final class HeldOut {

    private static final String PREDICTION = "prediction";
    private static final String SCORE = "score";

    private final Data settings;
    private final List<String> labels = new ArrayList<>();
    private final Map<String, List<String>> slices = new HashMap<>();

    private HeldOut(Data settings) {
        this.settings = settings;
        settings.slices().forEach(column -> slices.put(column, new ArrayList<>()));
        settings.guardedSlices().forEach(column -> slices.put(column, new ArrayList<>()));
    }

    /** Reads the rows. */
    static HeldOut read(Table table, Data settings) throws IOException {
        var heldOut = new HeldOut(settings);
        heldOut.each(table, (header, values) -> {}, (header, values) -> {});
        return heldOut;
    }

    /** Reads the rows, and writes them without their label as a CSV file. */
    static HeldOut write(Table table, Data settings, Path file) throws IOException {
        var heldOut = new HeldOut(settings);
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try (BufferedWriter out = Files.newBufferedWriter(partial);
                CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
            heldOut.each(
                    table,
                    (header, label) -> csv.printRecord(without(header, label)),
                    (values, label) -> csv.printRecord(without(values, label)));
        }
        Files.move(partial, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return heldOut;
    }

    /** Takes a line, and where the label is in it. */
    private interface Line {
        void take(List<?> values, int label) throws IOException;
    }

    private void each(Table table, Line header, Line row) throws IOException {
        try (RowReader reader = table.open()) {
            List<String> names = reader.columns().stream().map(Column::name).toList();
            int label = names.indexOf(settings.label());
            if (label < 0) {
                throw new Trouble("Expected the held-out rows to have the label '%s', but their columns are %s"
                        .formatted(settings.label(), names));
            }
            slices.keySet().stream()
                    .filter(column -> !names.contains(column))
                    .findFirst()
                    .ifPresent(column -> {
                        throw new Trouble(
                                "Expected the held-out rows to have the slice's column '%s', but their columns are %s"
                                        .formatted(column, names));
                    });
            header.take(names, label);
            for (Row next = reader.next(); next != null; next = reader.next()) {
                if (next.flaw() != null) {
                    continue;
                }
                labels.add(text(next.value(label)));
                for (Map.Entry<String, List<String>> slice : slices.entrySet()) {
                    slice.getValue().add(text(next.value(names.indexOf(slice.getKey()))));
                }
                row.take(values(next, names.size()), label);
            }
        } catch (TableUnreadable e) {
            throw new Trouble("Expected the held-out rows to be readable: " + e.getMessage());
        }
    }

    private static List<@Nullable Object> values(Row row, int columns) {
        var values = new ArrayList<@Nullable Object>();
        for (int i = 0; i < columns; i++) {
            values.add(row.value(i));
        }
        return values;
    }

    private static List<?> without(List<?> values, int label) {
        var others = new ArrayList<@Nullable Object>(values);
        others.remove(label);
        return others;
    }

    int rows() {
        return labels.size();
    }

    Truth truth() {
        String positive = settings.positive();
        if (positive == null) {
            return Truth.values(labels.stream().mapToDouble(HeldOut::number).toArray());
        }
        List<String> classes = classes(positive);
        return Truth.classes(
                Math.max(2, classes.size()),
                labels.stream().mapToInt(classes::indexOf).toArray());
    }

    /** With two classes the positive one is the second, as metrics expect. */
    private List<String> classes(String positive) {
        List<String> classes = new ArrayList<>(new TreeSet<>(labels));
        if (classes.size() <= 2) {
            classes.remove(positive);
            if (classes.isEmpty()) {
                classes.add("not " + positive);
            }
            classes.add(positive);
        }
        return Collections.unmodifiableList(classes);
    }

    List<Slice> slices() {
        return slices.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(
                        slice -> Slice.by(
                                slice.getKey(),
                                slice.getValue(),
                                settings.guardedSlices().contains(slice.getKey()))
                                .stream())
                .toList();
    }

    /**
     * What a model said, from the file that it left.
     *
     * @throws Trouble when there is none, or it is no answer to these rows
     */
    Predictions predictions(Path file, String who) {
        if (!Files.isRegularFile(file)) {
            throw new Trouble(
                    "The %s's scoring says that it has succeeded, but it left no predictions.csv".formatted(who));
        }
        var said = new ArrayList<String>();
        var scores = new ArrayList<String>();
        try (RowReader reader = Table.csv(file).open()) {
            List<String> names = reader.columns().stream().map(Column::name).toList();
            int prediction = names.indexOf(PREDICTION);
            int score = names.indexOf(SCORE);
            if (prediction < 0 && score < 0) {
                throw new Trouble(
                        "Expected the %s's predictions.csv to have a column 'prediction' or 'score', but it has %s"
                                .formatted(who, names));
            }
            for (Row row = reader.next(); row != null; row = reader.next()) {
                said.add(prediction < 0 ? "" : text(row.value(prediction)));
                scores.add(score < 0 ? "" : text(row.value(score)));
            }
        } catch (TableUnreadable e) {
            throw new Trouble("Expected the %s's predictions.csv to be readable: %s".formatted(who, e.getMessage()));
        }
        String positive = settings.positive();
        if (positive == null) {
            return Predictions.values(said.stream().mapToDouble(HeldOut::number).toArray());
        }
        List<String> classes = classes(positive);
        boolean scored = !scores.isEmpty() && !scores.get(0).isEmpty() && classes.size() == 2;
        return scored
                ? Predictions.probabilities(
                        scores.stream().mapToDouble(HeldOut::number).toArray())
                : Predictions.labels(said.stream().mapToInt(classes::indexOf).toArray());
    }

    /** NaN where there is none, which no gate lets pass. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
