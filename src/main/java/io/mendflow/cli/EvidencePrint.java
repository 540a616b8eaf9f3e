package io.mendflow.cli;

import io.mendflow.console.evidence.EvidenceCheck;
import io.mendflow.console.evidence.EvidenceKey;
import io.mendflow.console.evidence.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says whether a zip of evidence is what was written, and by whose key. */
final class EvidencePrint {

    private final Path zip;
    private final PrintWriter out;

    EvidencePrint(Path zip, PrintWriter out) {
        this.zip = zip;
        this.out = out;
    }

    /**
     * Checks and tells.
     *
     * @param wanted fingerprint of the key that has to have signed it, or a file with that key in PEM; null: any key will do
     * @return the exit code
     */
    int verify(@Nullable String wanted) throws IOException {
        if (!Files.isRegularFile(zip)) {
            throw new Commands.WrongUsage("Expected a zip of evidence, but there is no file %s".formatted(zip));
        }
        @Nullable String fingerprint = wanted == null ? null : fingerprint(wanted);
        EvidenceCheck.Finding found = EvidenceCheck.of(zip);
        List<String> faults = new ArrayList<>(found.faults());
        EvidenceKey key = found.key();
        if (fingerprint != null && key != null && !key.fingerprint().equals(fingerprint)) {
            faults.add("manifest.json: it is signed with the key %s, and not with %s"
                    .formatted(key.fingerprint(), fingerprint));
        }
        return faults.isEmpty() && key != null && found.manifest() != null
                ? holds(found.manifest(), key, fingerprint != null)
                : fails(faults);
    }

    private int holds(Manifest manifest, EvidenceKey key, boolean known) {
        out.printf(
                "The evidence of %s is whole: %d files hold, as written at %s for %s%n",
                manifest.subject(), manifest.files().size(), manifest.writtenAt(), manifest.writtenFor());
        if (known) {
            out.printf("It is signed with the key asked for, %s%n", key.fingerprint());
        } else {
            out.printf("Its signature holds for the key %s%n", key.fingerprint());
            out.println("Whose key that is must be checked with that fingerprint: the service tells its own by "
                    + "GET /api/audit/key; then give it by --key");
        }
        return 0;
    }

    private int fails(List<String> faults) {
        out.printf("The evidence in %s does not hold:%n", zip);
        faults.forEach(fault -> out.println("  " + fault));
        return 1;
    }

    private static String fingerprint(String wanted) throws IOException {
        String plain = wanted.toLowerCase(Locale.ROOT);
        if (plain.matches("(sha256:)?[0-9a-f]{64}")) {
            return plain.startsWith("sha256:") ? plain : "sha256:" + plain;
        }
        Path file = Path.of(wanted);
        if (!Files.isRegularFile(file) || Files.size(file) > 100_000) {
            throw new Commands.WrongUsage(
                    "Expected --key to be a fingerprint (sha256: and 64 hexadecimal digits) or a file with a public key in PEM, got '%s'"
                            .formatted(wanted));
        }
        try {
            return EvidenceKey.ofPem(Files.readString(file)).fingerprint();
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
            throw new Commands.WrongUsage(
                    "Expected a public key in PEM in %s, but: %s".formatted(file, e.getMessage()));
        }
    }
}
