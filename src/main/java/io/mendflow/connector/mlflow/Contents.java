package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ModelDamaged;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in the versions: their files and digest. The digest is the tag {@code mendflow.digest} of the version; the files are in a manifest, an
 * artifact that stands beside the version's folder and has the digest in its name. A version that was made outside of Mendflow has neither: all
 * its artifacts are read then, once.
 */
final class Contents {

    private static final int KEPT = 500;
    private static final int LARGEST_MANIFEST = 64 << 20;
    private static final int CHUNK = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Artifacts artifacts;
    /** By digest: what has one never changes. */
    private final Map<String, List<ArtifactFile>> known =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {

                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, List<ArtifactFile>> eldest) {
                    return size() > KEPT;
                }
            });

    Contents(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    /** The content of a manifest. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Manifest(List<ArtifactFile> files) {}

    /** Writes the manifest of what is at a place; its name says all, so that it may be written again. */
    void keep(String place, List<ArtifactFile> files) {
        String digest = ArtifactFile.digest(files);
        try {
            artifacts.put(manifest(place, digest), JSON.writeValueAsBytes(new Manifest(files)));
        } catch (IOException e) {
            throw new UncheckedIOException("Expected a manifest that can be written as JSON", e);
        }
        known.put(digest, List.copyOf(files));
    }

    /**
     * The files with that digest, as the manifest has them or, where it is gone or does not fit, as they are.
     *
     * @throws ModelDamaged when they do not make the digest
     */
    List<ArtifactFile> of(String place, String digest, String what) {
        List<ArtifactFile> kept = known.get(digest);
        if (kept != null) {
            return kept;
        }
        Optional<List<ArtifactFile>> read = read(manifest(place, digest))
                .filter(files -> ArtifactFile.digest(files).equals(digest)
                        && files.stream().allMatch(file -> isSafe(file.path())));
        if (read.isPresent()) {
            known.put(digest, read.get());
            return read.get();
        }
        List<ArtifactFile> there = measured(place, what);
        if (!ArtifactFile.digest(there).equals(digest)) {
            throw new ModelDamaged(
                    "Expected the artifacts of %s to make its digest %s, but they make %s; use another version"
                            .formatted(what, digest, ArtifactFile.digest(there)),
                    null);
        }
        keep(place, there);
        return there;
    }

    /** Reads all artifacts at a place and says what they are, by path. */
    List<ArtifactFile> measured(String place, String what) {
        List<ArtifactFile> files = new ArrayList<>();
        for (String path : artifacts.sizes(place).keySet()) {
            String artifact = "artifact %s of %s".formatted(path, what);
            if (!isSafe(path)) {
                throw new ModelDamaged(
                        "Expected the path of %s to be one that MLflow can serve, without . and .. as a part and without %% # : \\ in it; log the model anew with another name"
                                .formatted(artifact),
                        null);
            }
            try (InputStream bytes = artifacts.require(place + "/" + path, artifact)) {
                files.add(measured(path, bytes, OutputStream.nullOutputStream()));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "Expected to read %s, but it failed: %s".formatted(artifact, e.getMessage()), e);
            }
        }
        if (files.isEmpty()) {
            throw new ModelDamaged(
                    "Expected artifacts of %s at %s, but there are none; use another version".formatted(what, place),
                    null);
        }
        return files;
    }

    /** @throws ModelDamaged when a file is missing or has another size */
    void requireWhole(String place, List<ArtifactFile> files, String what) {
        Map<String, Long> sizes = new TreeMap<>(artifacts.sizes(place));
        for (ArtifactFile file : files) {
            Long size = sizes.get(file.path());
            if (size == null || size != file.size()) {
                throw new ModelDamaged(
                        "Expected artifact %s of %s with %d bytes, but %s; use another version"
                                .formatted(
                                        file.path(),
                                        what,
                                        file.size(),
                                        size == null ? "it is missing" : "it has %d".formatted(size)),
                        null);
            }
        }
    }

    private Optional<List<ArtifactFile>> read(String manifest) {
        Optional<InputStream> found = artifacts.open(manifest);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        byte[] content;
        try (InputStream bytes = found.get()) {
            content = bytes.readNBytes(LARGEST_MANIFEST);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to read the manifest %s, but it failed: %s".formatted(manifest, e.getMessage()), e);
        }
        try {
            return Optional.of(
                    List.copyOf(JSON.readValue(content, Manifest.class).files()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String manifest(String place, String digest) {
        return place + "." + digest + ".json";
    }

    /** What an artifact is, copied on the way. */
    static ArtifactFile measured(String path, InputStream bytes, OutputStream copy) throws IOException {
        var digest = Names.sha256();
        long size = 0;
        byte[] chunk = new byte[CHUNK];
        for (int got = bytes.read(chunk); got >= 0; got = bytes.read(chunk)) {
            digest.update(chunk, 0, got);
            copy.write(chunk, 0, got);
            size += got;
        }
        return new ArtifactFile(path, size, HexFormat.of().formatHex(digest.digest()));
    }

    /** Nothing of what MLflow lists may lead out of a folder that it is copied to. */
    private static boolean isSafe(String path) {
        try {
            Names.artifact(path);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
