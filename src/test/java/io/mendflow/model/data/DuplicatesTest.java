package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.model.data.Duplicates.Result;
import io.mendflow.model.data.RowHashes.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesTest {

    @Test
    void countsTheSameOnDiskAsInMemory() {
        var random = new Random(3);
        Set<Hash> seen = new HashSet<>();
        long expected = 0;
        try (var memory = new Duplicates(1_000_000);
                var disk = new Duplicates(1_000)) {
            for (int i = 1; i <= 300_000; i++) {
                var same = new Random(random.nextInt(200_000));
                var hash = new Hash(same.nextLong(), same.nextLong());
                expected += seen.add(hash) ? 0 : 1;
                memory.add(hash, i);
                disk.add(hash, i);
            }

            Result inMemory = memory.result();
            Result onDisk = disk.result();
            assertThat(inMemory.count()).isEqualTo(expected).isEqualTo(onDisk.count());
            assertThat(onDisk.exact()).isTrue();
            assertThat(onDisk.looked()).isEqualTo(300_000);
        }
    }

    @Test
    void tellsHashesApartThatDifferInOneHalf() {
        try (var duplicates = new Duplicates(10)) {
            for (int i = 1; i <= 100; i++) {
                duplicates.add(new Hash(0, i), i);
                duplicates.add(new Hash(i, 0), i);
            }

            assertThat(duplicates.result().count()).isZero();
        }
    }

    @Test
    void findsARowFarFromTheOneThatItEquals(@TempDir Path folder) throws IOException {
        var csv = new StringBuilder("a,b\n");
        for (int i = 0; i < 5_000; i++) {
            csv.append(i).append(",x\n");
        }
        Path file = Files.writeString(folder.resolve("t.csv"), csv.append("7,x\n"));

        DataReport report = DataCheck.check(Table.csv(file), Expectations.NONE, Clock.systemUTC(), 100);

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.count()).isEqualTo(1);
            assertThat(finding.examples()).containsExactly(new Example(5_002, null));
        });
    }
}
