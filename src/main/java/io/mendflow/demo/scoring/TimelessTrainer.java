package io.mendflow.demo.scoring;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.ModelProvenance;

/** Logistic regression whose models do not tell when and where they were trained: the same rows and seed give the same bytes. */
final class TimelessTrainer extends LinearSGDTrainer {

    static final OffsetDateTime NO_TIME = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    static final double LEARNING_RATE = 0.1;
    static final int EPOCHS = 8;

    private static final int SILENT = -1;

    /** With more, Tribuo weighs all rows of a batch alike. */
    private static final int BATCH = 1;

    TimelessTrainer(long seed) {
        super(new LogMulticlass(), new AdaGrad(LEARNING_RATE), EPOCHS, SILENT, BATCH, seed);
    }

    @Override
    protected LinearSGDModel createModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<Label> labels,
            LinearParameters parameters) {
        var timeless = new ModelProvenance(
                provenance.getClassName(),
                NO_TIME,
                provenance.getDatasetProvenance(),
                provenance.getTrainerProvenance(),
                Map.of(),
                false);
        return super.createModel(name, timeless, features, labels, parameters);
    }
}
