package io.mendflow.model;

import io.mendflow.model.ModelsSettings.Data;
import io.mendflow.model.ModelsSettings.Drift;
import io.mendflow.model.data.Table;
import io.mendflow.model.drift.DatasetVerdict;
import io.mendflow.model.drift.DriftCheck;
import io.mendflow.model.drift.DriftReport;
import io.mendflow.model.drift.DriftSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Looks whether the rows of today are those that a model was made with. */
@Component
public class DriftChecks {

    private final ModelSpecs specs;
    private final References references;
    private final Champions champions;
    private final RowCopies copies;

    DriftChecks(ModelSpecs specs, References references, Champions champions, RowCopies copies) {
        this.specs = specs;
        this.references = references;
        this.champions = champions;
        this.copies = copies;
    }

    /**
     * Compares the rows of now with the reference. It may take seconds; nothing is changed.
     *
     * @throws UnknownModel when the model is not looked after
     * @throws IllegalArgumentException when its settings name no rows, or they cannot be read
     * @throws IllegalStateException when the database with its rows does not answer now
     */
    public DriftReport check(String model) {
        Data data = specs.model(model).data();
        if (data == null || data.reference() == null || data.current() == null) {
            throw new IllegalArgumentException(
                    "Expected mendflow.models.inventory.%s.data to have 'reference' and 'current', the rows to compare; set both"
                            .formatted(model));
        }
        Drift drift = specs.model(model).drift();
        var ignored = new ArrayList<>(drift.ignored());
        ignored.add(data.label());
        DriftSettings settings = DriftSettings.defaults()
                .withDriftedShare(drift.share())
                .withMinimumRows(drift.minimumRows())
                .withPredictions(drift.predictions().toArray(String[]::new))
                .without(ignored.toArray(String[]::new));
        Path folder = specs.workspace("drift");
        try {
            Files.createDirectories(folder);
            try (Readable reference = readable("reference", reference(model, data.reference()), data, folder);
                    Readable current = readable("current", data.current(), data, folder);
                    TableColumns before = TableColumns.of(Table.of(reference.file()), folder);
                    TableColumns now = TableColumns.of(Table.of(current.file()), folder)) {
                return DriftCheck.compare(
                        before.columns(), now.columns(), drift.strict() ? settings.strictly() : settings);
            }
        } catch (Trouble e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to compare the rows of model '%s', but it failed: %s".formatted(model, e.getMessage()),
                    e);
        }
    }

    /** A file is read where it is; what a query answers is copied, as it is read twice and must be the same both times. */
    private Readable readable(String rows, Path source, Data data, Path folder) throws IOException {
        if (!Data.isQuery(source)) {
            return new Readable(source, null);
        }
        Path own = Files.createTempDirectory(folder, rows);
        var readable = new Readable(own.resolve(rows + RowCopies.ending(source)), own);
        try {
            copies.copy(rows, source, data, readable.file());
            return readable;
        } catch (IOException | RuntimeException e) {
            readable.close();
            throw e;
        }
    }

    /**
     * Rows that can be read.
     *
     * @param own folder that is deleted with them at the end; null: they are somebody else's
     */
    private record Readable(Path file, @Nullable Path own) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (own != null) {
                FileSystemUtils.deleteRecursively(own);
            }
        }
    }

    /** The rows that the champion was trained with where Mendflow has kept them, else those of the settings. */
    private Path reference(String model, Path otherwise) {
        return champions
                .known(model, Champions.CHAMPION)
                .flatMap(term -> references.of(model, String.valueOf(term.version())))
                .orElse(otherwise);
    }

    /** Whether it is enough to act on: the data set has drifted, in several features, or a prediction has. */
    public boolean isConfirmed(String model, DriftReport report) {
        boolean features = report.verdict() == DatasetVerdict.DRIFT
                && report.drifted()
                        >= Math.min(
                                report.features(), specs.model(model).drift().minimumColumns());
        return features || report.predictions() == DatasetVerdict.DRIFT;
    }

    /** The same report without what only its pictures need. */
    static List<String> lines(DriftReport report) {
        return report.columns().stream()
                .filter(column -> column.drifted())
                .map(column -> column.column() + ": " + column.message())
                .toList();
    }
}
