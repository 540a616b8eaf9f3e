package io.mendflow.model;

import io.mendflow.connector.Lineage.DataSet;
import io.mendflow.model.ModelsSettings.Data;
import io.mendflow.model.data.DataCheck;
import io.mendflow.model.data.DataReport;
import io.mendflow.model.data.Expectations;
import io.mendflow.model.data.ExpectationsInvalid;
import io.mendflow.model.data.Severity;
import io.mendflow.model.data.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Takes a copy of the rows that a promotion rests on, and checks the copy: what is checked is what is trained on, whatever becomes of the source. */
@Component
class Snapshots {

    private static final String TRAINING = "training";
    private static final String HELD_OUT = "held-out";

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final RowCopies copies;
    private final Clock clock;

    Snapshots(ModelSpecs specs, Promotions promotions, RowCopies copies, Clock clock) {
        this.specs = specs;
        this.promotions = promotions;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * The copies of a promotion.
     *
     * @param training file for the trainer
     * @param heldOut file with labels
     * @param questions the held-out rows without labels
     */
    record Snapshot(Path training, Path heldOut, Path questions) {}

    Snapshot of(Promotion promotion) {
        Data data = data(promotion.model());
        Path folder = specs.workspace(promotion.id()).resolve("data");
        return new Snapshot(
                folder.resolve(TRAINING + RowCopies.ending(data.training())),
                folder.resolve(HELD_OUT + RowCopies.ending(data.heldOut())),
                folder.resolve("questions.csv"));
    }

    /** @throws Trouble when the settings say nothing of the model's data */
    Data data(String model) {
        Data data = specs.model(model).data();
        if (data == null) {
            throw new Trouble("Expected mendflow.models.inventory.%s.data to say where its rows are, but there is none"
                    .formatted(model));
        }
        return data;
    }

    /**
     * Copies and checks. What was found is kept with the promotion.
     *
     * @return why the data is not to be used; empty when it is
     */
    List<String> take(Promotion promotion) throws IOException {
        Data data = data(promotion.model());
        Snapshot snapshot = of(promotion);
        Files.createDirectories(snapshot.questions().getParent());
        DataSet training = copy(promotion, TRAINING, data.training(), snapshot.training());
        DataSet heldOut = copy(promotion, HELD_OUT, data.heldOut(), snapshot.heldOut());
        promotions.keep(promotion.id(), "data.json", List.of(training, heldOut));
        DataReport report = DataCheck.check(Table.of(snapshot.training()), expectations(data), clock);
        promotions.keep(promotion.id(), "data-training.json", report);
        DataReport test = DataCheck.check(Table.of(snapshot.heldOut()), Expectations.NONE, clock);
        promotions.keep(promotion.id(), "data-held-out.json", test);
        return Stream.concat(objections("training", report), objections("held-out", test))
                .toList();
    }

    /** What was copied, for the lineage. */
    List<DataSet> dataSets(Promotion promotion) {
        return List.of(promotions.read(promotion.id(), "data.json", DataSet[].class));
    }

    private static Stream<String> objections(String rows, DataReport report) {
        return report.findings(Severity.ERROR).stream().map(finding -> "%s rows%s: %s"
                .formatted(rows, finding.column() == null ? "" : ", " + finding.column(), finding.message()));
    }

    private static Expectations expectations(Data data) {
        Path file = data.expectations();
        if (file == null) {
            return Expectations.NONE;
        }
        try {
            return Expectations.load(file);
        } catch (ExpectationsInvalid e) {
            throw new Trouble("Expected expectations that can be read in %s: %s".formatted(file, e.getMessage()));
        }
    }

    private DataSet copy(Promotion promotion, String name, Path from, Path to) throws IOException {
        Data data = data(promotion.model());
        String digest = copies.copy(name, from, data, to);
        if (Data.isQuery(from)) {
            promotions.keep(promotion.id(), "data-" + name + ".sql", "text/plain", RowCopies.query(from));
        }
        return new DataSet(name, digest, RowCopies.origin(from, data));
    }
}
