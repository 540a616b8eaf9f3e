package io.mendflow.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A trainer as a process of its own, which learns where to cut one column in two. The parameter {@code behaviour} makes it a bad one: {@code shuffled},
 * {@code nan}, {@code nothing}, {@code hang} or {@code fail}.
 */
public final class TinyTrainer {

    private TinyTrainer() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> told = System.getenv();
        Path output = Path.of(told.get("MENDFLOW_OUTPUT"));
        List<String[]> rows = rows(Path.of(told.get("MENDFLOW_DATA")));
        if (told.get("MENDFLOW_TASK").equals("score")) {
            score(rows, Path.of(told.get("MENDFLOW_MODEL")), output);
        } else {
            train(rows, output, told.getOrDefault("MENDFLOW_BEHAVIOUR", "good"));
        }
    }

    private static void train(List<String[]> rows, Path output, String behaviour) throws Exception {
        System.out.println("training on " + rows.size() + " rows, " + behaviour);
        switch (behaviour) {
            case "hang" -> new CountDownLatch(1).await();
            case "fail" -> {
                System.out.println("the GPU is on fire");
                System.exit(3);
            }
            case "nothing" -> {
                return;
            }
            default -> {}
        }
        double positive = mean(rows, "yes");
        double negative = mean(rows, "no");
        double sign = behaviour.equals("shuffled") ? -1 : 1;
        Path model = Files.createDirectories(output.resolve("model"));
        Files.writeString(model.resolve("cut.txt"), sign + " " + (positive + negative) / 2);
        Files.writeString(
                output.resolve("training.json"),
                "{\"parameters\":{\"algorithm\":\"cut\"},\"metrics\":{\"cut\":%s},\"code\":\"tiny-1\",\"environment\":{\"java\":\"%s\"}}"
                        .formatted(
                                behaviour.equals("nan") ? "\"NaN\"" : Double.toString((positive + negative) / 2),
                                System.getProperty("java.version")));
    }

    private static double mean(List<String[]> rows, String label) {
        return rows.stream()
                .filter(row -> row[2].equals(label))
                .mapToDouble(row -> Double.parseDouble(row[0]))
                .average()
                .orElse(0);
    }

    private static void score(List<String[]> rows, Path model, Path output) throws IOException {
        String[] learned = Files.readString(model.resolve("cut.txt")).split(" ");
        double sign = Double.parseDouble(learned[0]);
        double cut = Double.parseDouble(learned[1]);
        Files.writeString(
                output.resolve("predictions.csv"),
                rows.stream()
                        .map(row -> 1 / (1 + Math.exp(-sign * (Double.parseDouble(row[0]) - cut))))
                        .map(score -> (score >= 0.5 ? "yes" : "no") + "," + score)
                        .collect(Collectors.joining("\n", "prediction,score\n", "\n")));
    }

    /** x, region and, where there is one, the label. */
    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
    }
}
