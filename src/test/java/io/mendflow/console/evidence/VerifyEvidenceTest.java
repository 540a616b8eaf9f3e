package io.mendflow.console.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mendflow.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyEvidenceTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.made();
    private Path zip;
    private Map<String, byte[]> files;

    @BeforeEach
    void writeEvidence() throws IOException {
        files = unzip(evidence(key));
        zip = write(files);
    }

    @Test
    void saysWhoseKeyIsStillToBeChecked() {
        CommandRun run = CommandRun.of("verify", zip.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "The evidence of promotion PRM-7 is whole: 4 files hold",
                        "for ann",
                        key.key().fingerprint(),
                        "must be checked");
    }

    @Test
    void knowsTheKeyByItsFingerprintOrItsFile() throws IOException {
        Path pem = Files.writeString(folder.resolve("key.pem"), key.key().pem());

        for (String wanted : new String[] {
            key.key().fingerprint(), key.key().fingerprint().substring(7).toUpperCase(), pem.toString()
        }) {
            CommandRun run = CommandRun.of("verify", zip.toString(), "--key", wanted);

            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).contains("the key asked for").doesNotContain("must be checked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"promotion.json", "processes/model-retrain-v1.bpmn", "diagrams/a.svg", "index.html"})
    void namesTheFileInWhichAByteWasChanged(String name) throws IOException {
        byte[] changed = files.get(name).clone();
        changed[changed.length / 2] ^= 1;
        files.put(name, changed);

        assertThat(faults(write(files))).contains(name + ": it was changed").hasLineCount(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "manifest.sig", "public-key.pem"})
    void noticesAByteChangedInWhatProvesTheRest(String name) throws IOException {
        byte[] changed = files.get(name).clone();
        changed[changed.length / 2] ^= 1;
        files.put(name, changed);

        assertThat(faults(write(files))).containsAnyOf("its signature does not hold", name + ": ");
    }

    @Test
    void noticesAManifestThatWasMadeToFit() throws IOException {
        files.put("promotion.json", "{\"id\":\"PRM-8\"}".getBytes(StandardCharsets.UTF_8));
        EvidenceFile forged = EvidenceFile.of("promotion.json", files.get("promotion.json"));
        EvidenceFile real =
                EvidenceFile.of("promotion.json", unzip(Files.readAllBytes(zip)).get("promotion.json"));
        String manifest = new String(files.get("manifest.json"), StandardCharsets.UTF_8);
        files.put(
                "manifest.json",
                manifest.replace(real.sha256(), forged.sha256())
                        .replace("\"bytes\" : " + real.bytes(), "\"bytes\" : " + forged.bytes())
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(faults(write(files)))
                .contains("manifest.json: its signature does not hold")
                .doesNotContain("promotion.json: ");
    }

    @Test
    void tellsTheKeyOfSomebodyElse() throws IOException {
        SigningKey other = SigningKey.made();
        Path signedElsewhere = Files.write(folder.resolve("other.zip"), evidence(other));

        CommandRun run = CommandRun.of(
                "verify", signedElsewhere.toString(), "--key", key.key().fingerprint());

        assertThat(run.exitCode()).isOne();
        assertThat(run.out())
                .contains(other.key().fingerprint(), "and not with " + key.key().fingerprint());
    }

    @Test
    void noticesTheSignatureOfAnotherKey() throws IOException {
        SigningKey other = SigningKey.made();
        files.put("manifest.sig", other.sign(files.get("manifest.json")));
        assertThat(faults(write(files))).contains("its signature does not hold");

        files.put("public-key.pem", other.key().pem().getBytes(StandardCharsets.UTF_8));
        assertThat(faults(write(files)))
                .contains(
                        "it names the key " + key.key().fingerprint(),
                        "signed with " + other.key().fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"promotion.json", "index.html", "manifest.json", "manifest.sig", "public-key.pem"})
    void namesAFileThatWasTakenOut(String name) throws IOException {
        files.remove(name);

        assertThat(faults(write(files))).contains(name + ": it is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"more.json", "../../etc/cron.d/more", "processes/", "promotion.json/x"})
    void namesAFileThatWasAdded(String name) throws IOException {
        files.put(name, new byte[name.endsWith("/") ? 0 : 3]);

        assertThat(faults(write(files))).contains(name + ": it is not in the manifest");
    }

    @Test
    void noticesAFileThatOnlyReadersFromTheBeginningFind() throws IOException {
        byte[] whole = Files.readAllBytes(zip);
        var other = new ByteArrayOutputStream();
        try (var forged = new ZipOutputStream(other)) {
            forged.putNextEntry(new ZipEntry("promotion.json"));
            forged.write("{\"id\":\"PRM-9\"}".getBytes(StandardCharsets.UTF_8));
            forged.closeEntry();
        }
        byte[] before = other.toByteArray();
        byte[] both = Arrays.copyOf(before, before.length + whole.length);
        System.arraycopy(whole, 0, both, before.length, whole.length);

        CommandRun run = CommandRun.of(
                "verify", Files.write(folder.resolve("both.zip"), both).toString());

        assertThat(run.exitCode()).as(run.out()).isOne();
    }

    @Test
    void refusesWhatIsNoZip() throws IOException {
        assertThat(faults(Files.writeString(folder.resolve("a.zip"), "no zip"))).contains("no zip");
        assertThat(faults(Files.write(folder.resolve("b.zip"), new byte[0]))).contains("no zip");
    }

    @Test
    void refusesHalfAZip() throws IOException {
        byte[] whole = Files.readAllBytes(zip);
        for (int length : new int[] {10, whole.length / 2, whole.length - 30, whole.length - 1}) {
            Path half = Files.write(folder.resolve("half.zip"), Arrays.copyOf(whole, length));

            assertThat(faults(half)).contains("cannot be read as a zip");
        }
    }

    @Test
    void readsNoMoreOfAFileThanTheManifestAllows() throws IOException {
        files.put("promotion.json", new byte[20_000_000]);

        assertThat(faults(write(files))).contains("promotion.json: it has more bytes");
    }

    @Test
    void refusesASmallZipThatHoldsTooMuch() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var bomb = new EvidenceZip(bytes, JSON)) {
            byte[] nothing = new byte[25_000];
            for (int i = 0; i < 44; i++) {
                bomb.add("zeros-" + i, nothing);
            }
            bomb.sign(key, null, "PRM-7", Instant.EPOCH, "ann");
        }

        assertThat(EvidenceCheck.of(Files.write(folder.resolve("bomb.zip"), bytes.toByteArray()), 1_000_000)
                        .faults())
                .anyMatch(fault -> fault.contains("cannot be unpacked") && fault.contains("more than 1000000 bytes"));
    }

    @Test
    void refusesASignedNameThatLeadsOut() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var evil = new EvidenceZip(bytes, JSON)) {
            evil.add("../promotion.json", "{}");
            evil.sign(key, null, "PRM-7", Instant.EPOCH, "ann");
        }

        assertThat(faults(Files.write(folder.resolve("evil.zip"), bytes.toByteArray())))
                .contains("../promotion.json: the manifest must not list it");
    }

    @Test
    void saysHowItIsUsed() throws IOException {
        Path notAKey = Files.writeString(folder.resolve("key.pem"), "-----BEGIN CERTIFICATE-----");

        assertThat(CommandRun.of("verify", folder.resolve("none.zip").toString()))
                .matches(run -> run.exitCode() == 2 && run.err().contains("there is no file"));
        assertThat(CommandRun.of("verify", zip.toString(), "--key", "sha256:12"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("64 hexadecimal digits"));
        assertThat(CommandRun.of("verify", zip.toString(), "--key", notAKey.toString()))
                .matches(run -> run.exitCode() == 2 && run.err().contains("BEGIN PUBLIC KEY"));
        assertThat(CommandRun.of("verify", "--key", "sha256:12").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("verify", zip.toString(), "--spring.datasource.url=x")
                        .exitCode())
                .isEqualTo(2);
    }

    private String faults(Path evidence) {
        CommandRun run = CommandRun.of("verify", evidence.toString());
        assertThat(run.exitCode()).as(run.out() + run.err()).isOne();
        assertThat(run.out()).startsWith("The evidence in " + evidence + " does not hold:");
        return run.out();
    }

    private static byte[] evidence(SigningKey key) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new EvidenceZip(bytes, JSON)) {
            zip.add("promotion.json", Map.of("id", "PRM-7"));
            zip.add("processes/model-retrain-v1.bpmn", "<definitions/>");
            zip.add("diagrams/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
            zip.add("index.html", "<!doctype html>");
            zip.sign(key, null, "PRM-7", Instant.parse("2026-01-02T03:04:05Z"), "ann");
        }
        return bytes.toByteArray();
    }

    private Path write(Map<String, byte[]> content) throws IOException {
        Path file = folder.resolve("evidence.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return file;
    }

    private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                content.put(entry.getName(), in.readAllBytes());
            }
        }
        return content;
    }
}
