package io.mendflow.demo.scoring;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.Function;

/**
 * The demo's data sets, as CSV files with a header. Columns: {@code amount}, {@code hour}, {@code country}, {@code merchant}, {@code age_of_account},
 * {@code previous_chargebacks}, and where it is known already {@code settled_amount} and the label {@code fraud}, 0 or 1. The same seed gives the same
 * bytes.
 */
public final class Payments {

    /** From before the drift, with labels: what the champion was trained on. */
    public static final String REFERENCE = "reference.csv";

    /** From before the drift, with labels: for measuring the champion as it was. */
    public static final String HELDOUT = "heldout.csv";

    /** From after the drift, as live requests are: no label and no settled amount. */
    public static final String CURRENT = "current.csv";

    /** From after the drift, with labels: for training. */
    public static final String FRESH = "fresh.csv";

    /** From after the drift, with labels: for comparing champion and challenger. */
    public static final String FRESH_HELDOUT = "fresh-heldout.csv";

    /** What rows with labels are expected to be, for the checks on data. */
    public static final String EXPECTATIONS = "expectations.yaml";

    private static final int FOR_TRAINING = 4000;
    private static final int FOR_MEASURING = 2000;

    private Payments() {}

    /**
     * Writes all of them.
     *
     * @param folder made when it is not there; files of an earlier time are replaced
     */
    public static void write(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve(REFERENCE), source(Period.BEFORE, seed, 1), FOR_TRAINING, Payment::settled);
        write(folder.resolve(HELDOUT), source(Period.BEFORE, seed, 2), FOR_MEASURING, Payment::settled);
        write(folder.resolve(CURRENT), source(Period.AFTER, seed, 3), FOR_MEASURING, Payment::live);
        write(folder.resolve(FRESH), source(Period.AFTER, seed, 4), FOR_TRAINING, Payment::settled);
        write(folder.resolve(FRESH_HELDOUT), source(Period.AFTER, seed, 5), FOR_MEASURING, Payment::settled);
        try (InputStream expectations = Payments.class.getResourceAsStream(EXPECTATIONS)) {
            Files.copy(expectations, folder.resolve(EXPECTATIONS), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static PaymentSource source(Period period, long seed, int set) {
        return new PaymentSource(period, seed * 31 + set);
    }

    private static void write(Path file, PaymentSource source, int rows, Function<Payment, Map<String, Object>> columns)
            throws IOException {
        Map<String, Object> row = columns.apply(source.next());
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write(String.join(",", row.keySet()) + "\n");
            for (int i = 0; i < rows; i++) {
                writer.write(Payment.line(row) + "\n");
                row = columns.apply(source.next());
            }
        }
    }
}
