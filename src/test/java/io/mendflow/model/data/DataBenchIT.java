package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks files of two hundred megabytes in a process of its own with a small heap: figures of one run on one machine, printed, never asserted. */
@Tag("bench")
class DataBenchIT {

    private static final long SIZE = 200_000_000;
    private static final int ROW_GROUP = 8_000_000;
    private static final String HEAP = "-Xmx96m";
    private static final String EXPECTED =
            """
            label: churned
            key: [id]
            columns:
              id: {type: integer, missing: 0}
              joined: {type: date, missing: 0}
              age: {type: integer, min: 0, max: 120}
              balance: {type: decimal, missing: 0.1}
              score: {type: decimal, min: 0, max: 1}
              country: {allowed: [DE, FR, NO, PT]}
              mail: {personal: true}
            """;

    private final Random random = new Random(5);

    @Test
    void checksCsv(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("big.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,joined,age,balance,score,country,mail,churned\n");
            for (long size = 0, id = 0; size < SIZE; id++) {
                String row = "%d,2025-%02d-%02d,%s,%d.%02d,0.%04d,%s,person%d@example.org,%d\n".formatted(row(id));
                out.write(row);
                size += row.length();
            }
        }
        measure(file);
    }

    @Test
    void checksJsonLines(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("big.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (long size = 0, id = 0; size < SIZE; id++) {
                String row =
                        "{\"id\":%d,\"joined\":\"2025-%02d-%02d\",\"age\":%s,\"balance\":%d.%02d,\"score\":0.%04d,\"country\":\"%s\",\"mail\":\"person%d@example.org\",\"churned\":%d}\n"
                                .formatted(row(id));
                out.write(row);
                size += row.length();
            }
        }
        measure(file);
    }

    @Test
    void checksParquet(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("big.parquet");
        MessageType schema = MessageTypeParser.parseMessageType(
                "message row { required int64 id; required int32 joined (DATE); required int32 age; required double balance; required double score; required binary country (UTF8); required binary mail (UTF8); required int32 churned; }");
        try (ParquetWriter<Group> out = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withRowGroupSize((long) ROW_GROUP)
                .build()) {
            for (long id = 0; out.getDataSize() < SIZE; id++) {
                Object[] row = row(id);
                var group = new SimpleGroup(schema);
                group.add("id", id);
                group.add("joined", 20_000 + random.nextInt(365));
                group.add("age", Integer.parseInt(row[3].toString()));
                group.add("balance", random.nextDouble());
                group.add("score", random.nextDouble());
                group.add("country", row[7].toString());
                group.add("mail", "person%d@example.org".formatted(id));
                group.add("churned", random.nextInt(2));
                out.write(group);
            }
        }
        measure(file);
    }

    /** What the small process does. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        long began = System.nanoTime();
        DataReport report = DataCheck.check(Table.of(file), Expectations.parse(EXPECTED), Clock.systemUTC());
        double seconds = (System.nanoTime() - began) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.printf(
                "bench data check: %s, %d MB, %d rows in %.1f s (%.0f MB/s), heap limited to %s, peak %d MB; ok: %s, %d findings%n",
                file.getFileName(),
                Files.size(file) / 1_000_000,
                report.rows(),
                seconds,
                Files.size(file) / 1e6 / seconds,
                HEAP,
                peak / 1_000_000,
                report.ok(),
                report.findings().size());
        report.findings().forEach(finding -> System.out.println("  " + finding));
    }

    private Object[] row(long id) {
        return new Object[] {
            id,
            1 + random.nextInt(12),
            1 + random.nextInt(28),
            18 + random.nextInt(80),
            random.nextInt(10_000),
            random.nextInt(100),
            random.nextInt(10_000),
            List.of("DE", "FR", "NO", "PT").get(random.nextInt(4)),
            id,
            random.nextInt(2)
        };
    }

    private static void measure(Path file) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        DataBenchIT.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();

        System.out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(process.waitFor()).isZero();
    }
}
