package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * A version that serves, or shall.
 *
 * @param digest of its artifacts
 * @param source where its server gets the artifacts, such as {@code s3://models/fraud/7}; null where the server finds them by the version
 */
public record ServedVersion(String version, String digest, @Nullable String source) {}
