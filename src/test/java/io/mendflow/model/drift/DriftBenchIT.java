package io.mendflow.model.drift;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of one run on one machine: printed, never asserted. */
@Tag("bench")
class DriftBenchIT {

    private static final int ROWS = 1_000_000;
    private static final int NUMBERS = 20;

    @Test
    void measuresAMillionRowsOfTwentyNumbers(@TempDir Path folder) throws Exception {
        measure(folder, "20 numeric", NUMBERS, DriftSettings.defaults());
        measure(folder, "20 numeric, strict", NUMBERS, DriftSettings.defaults().strictly());
        measure(folder, "12 numeric + 8 categorical", 12, DriftSettings.defaults());
    }

    private static void measure(Path folder, String name, int numbers, DriftSettings settings) throws Exception {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        System.gc();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long began = System.nanoTime();
        try (var before = new ColumnStore(folder);
                var now = new ColumnStore(folder)) {
            Map<String, Column> reference = fill(before, numbers, 1, 0);
            Map<String, Column> current = fill(now, numbers, 2, 0.2);
            long filled = System.nanoTime();
            double spent = processorSeconds();
            DriftReport report = DriftCheck.compare(reference, current, settings);
            long compared = System.nanoTime();
            spent = processorSeconds() - spent;
            long peak = heap.stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            System.out.printf(
                    "bench drift, 2 x %,d rows x %s: %.1f s to write the columns, %.1f s to compare (%.1f s of processor time), peak heap %d MB of %d MB allowed; %s%n",
                    ROWS,
                    name,
                    (filled - began) / 1e9,
                    (compared - filled) / 1e9,
                    spent,
                    peak >> 20,
                    Runtime.getRuntime().maxMemory() >> 20,
                    report.summary());
        }
    }

    private static double processorSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
    }

    private static Map<String, Column> fill(ColumnStore store, int numbers, long seed, double shift) {
        var random = new SplittableRandom(seed);
        List<NumericWriter> numeric = new ArrayList<>();
        List<CategoricalWriter> categorical = new ArrayList<>();
        for (int column = 0; column < NUMBERS; column++) {
            if (column < numbers) {
                numeric.add(store.numeric("n" + column));
            } else {
                categorical.add(store.categorical("c" + column));
            }
        }
        String[] words = new String[500];
        for (int word = 0; word < words.length; word++) {
            words[word] = "word " + word;
        }
        for (int row = 0; row < ROWS; row++) {
            for (NumericWriter writer : numeric) {
                writer.add(random.nextDouble() + random.nextDouble() + shift);
            }
            for (CategoricalWriter writer : categorical) {
                writer.add(words[
                        random.nextInt(1, words.length + 1)
                                * random.nextInt(words.length)
                                / words.length
                                % words.length]);
            }
        }
        return store.columns();
    }
}
