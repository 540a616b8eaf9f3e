package io.mendflow.console.evidence;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How evidence is signed.
 *
 * @param keySecret name of the secret that holds the key, an Ed25519 private key as PKCS#8 in PEM; null: one is made, and kept in the database
 */
@ConfigurationProperties("mendflow.evidence")
public record EvidenceSettings(@Nullable String keySecret) {}
