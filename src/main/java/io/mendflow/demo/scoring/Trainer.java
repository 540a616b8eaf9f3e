package io.mendflow.demo.scoring;

import java.io.IOException;

/**
 * Trains a model on payments, or scores payments with one: {@code java -cp … io.mendflow.demo.scoring.Trainer}, told by its environment what to do
 * (see {@link TaskSettings}). It leaves what {@link io.mendflow.connector.TrainingRequest} asks for: {@code model/model.tribuo},
 * {@code model/model.json} and {@code training.json}, or {@code predictions.csv}. The same rows, seed and settings give the same model, byte by byte.
 */
public final class Trainer {

    private Trainer() {}

    public static void main(String[] arguments) {
        try {
            TaskSettings settings = TaskSettings.of(System.getenv());
            if (settings.task().equals("train")) {
                new TrainingTask(settings).run();
            } else {
                new ScoringTask(settings).run();
            }
            System.out.println("Done: " + settings.task() + ", results in " + settings.output());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e instanceof IOException ? e.toString() : e.getMessage());
            System.exit(1);
        }
    }
}
