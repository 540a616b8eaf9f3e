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
import org.springframework.stereotype.Component;

/** Looks whether the rows of today are those that a model was made with. */
@Component
public class DriftChecks {

    private final ModelSpecs specs;
    private final References references;
    private final Champions champions;

    DriftChecks(ModelSpecs specs, References references, Champions champions) {
        this.specs = specs;
        this.references = references;
        this.champions = champions;
    }

    /**
     * Compares the rows of now with the reference. It may take seconds; nothing is changed.
     *
     * @throws UnknownModel when the model is not looked after
     * @throws IllegalArgumentException when its settings name no rows, or they cannot be read
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
            try (TableColumns before = TableColumns.of(Table.of(reference(model, data.reference())), folder);
                    TableColumns now = TableColumns.of(Table.of(data.current()), folder)) {
                return DriftCheck.compare(
                        before.columns(), now.columns(), drift.strict() ? settings.strictly() : settings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to compare the rows of model '%s', but it failed: %s".formatted(model, e.getMessage()),
                    e);
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
