package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {

    @TempDir
    Path folder;

    @Test
    void isWhatItsDescriptionSays() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        byte[] row = sha.digest("\0\0\0\1x\377\377\377\377\0\0\0\2\303\251".getBytes(StandardCharsets.ISO_8859_1));
        sha.update(row);
        String expected = HexFormat.of()
                .formatHex(sha.digest("\0\0\0\1a\0\0\0\1b\0\0\0\1c\0\0\0\1d".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(csv("a,b,c,d\nx,,é,\n")).isEqualTo(new Digest("sha256-rows-v1", expected, 1));
    }

    @Test
    void isTheSameForTheSameRowsHoweverTheyAreStored() throws Exception {
        var database = JdbcConnectionPool.create("jdbc:h2:mem:digest", "sa", "");
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table t (\"a\" int primary key, \"b\" decimal(5, 2), \"c\" varchar(5))");
            statement.execute("insert into t values (2, null, null), (1, 1.50, 'x')");
            Digest lines = Digest.of(json("{\"a\":1,\"b\":1.5,\"c\":\"x\"}\n{\"a\":2}\n"));

            assertThat(Digest.of(Table.jdbc(database, "t"))).isEqualTo(lines);
            assertThat(csv("a,b,c\r\n1,1.5,\"x\"\r\n2,,\r\n")).isEqualTo(lines);
        } finally {
            database.dispose();
        }
    }

    @Test
    void differsForEveryChange() throws IOException {
        Digest digest = csv("a,b\n1,2\n3,4\n");

        assertThat(csv("a,b\n3,4\n1,2\n")).isNotEqualTo(digest);
        assertThat(csv("a,c\n1,2\n3,4\n")).isNotEqualTo(digest);
        assertThat(csv("a,b\n12,\n3,4\n")).isNotEqualTo(digest);
        assertThat(csv("a,b\n1,2\n3,4\n3,4\n")).isNotEqualTo(digest);
    }

    @Test
    void staysSmallForNumbersThatWouldNot() throws IOException {
        assertThat(Digest.of(json("{\"a\":1e999999999}\n")).rows()).isEqualTo(1);
    }

    @Test
    void isTheOneInTheReport() throws IOException {
        Path file = Files.writeString(folder.resolve("r.csv"), "a\n1\n");

        assertThat(DataCheck.check(Table.of(file), Expectations.NONE, Clock.systemUTC())
                        .digest())
                .isEqualTo(Digest.of(Table.of(file)));
    }

    private Digest csv(String text) throws IOException {
        return Digest.of(Table.csv(Files.writeString(folder.resolve("t.csv"), text)));
    }

    private Table json(String text) throws IOException {
        return Table.jsonLines(Files.writeString(folder.resolve("t.jsonl"), text));
    }
}
