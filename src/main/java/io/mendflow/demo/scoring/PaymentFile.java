package io.mendflow.demo.scoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV file of payments, read whole: it is a few thousand rows. */
final class PaymentFile {

    private PaymentFile() {}

    static List<Row> rows(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(file), format)) {
            return parser.getRecords().stream().map(PaymentFile::row).toList();
        }
    }

    private static Row row(CSVRecord values) {
        return column -> values.isSet(column) ? values.get(column) : null;
    }
}
