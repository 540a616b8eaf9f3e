package io.mendflow.console.evidence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a zip of evidence. It is signed as it is, byte by byte, and by its sums so is all the rest.
 *
 * @param format {@value #FORMAT}
 * @param incident key of the incident that it is about; null when it is about a promotion
 * @param promotion id of the promotion likewise
 * @param writtenFor who asked for it
 * @param algorithm of the signature
 * @param key fingerprint of the key that signs it: see {@link EvidenceKey#fingerprint}
 * @param files every file but the manifest itself, its signature and the public key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        String format,
        @Nullable String incident,
        @Nullable String promotion,
        Instant writtenAt,
        String writtenFor,
        String algorithm,
        String key,
        List<EvidenceFile> files) {

    static final String FORMAT = "mendflow-evidence-1";

    static final String NAME = "manifest.json";
    static final String SIGNATURE = "manifest.sig";
    static final String PUBLIC_KEY = "public-key.pem";

    public Manifest {
        files = List.copyOf(files);
    }

    /** What it is about, in words. */
    public String subject() {
        return incident == null ? "promotion " + promotion : "incident " + incident;
    }

    /** Whether a file is one that no manifest lists: it holds the list, or proves it. */
    static boolean isItsOwn(String file) {
        return file.equals(NAME) || file.equals(SIGNATURE) || file.equals(PUBLIC_KEY);
    }
}
