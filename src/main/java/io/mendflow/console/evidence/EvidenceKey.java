package io.mendflow.console.evidence;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** The public half of a key that signs evidence: Ed25519 (RFC 8032). */
public final class EvidenceKey {

    public static final String ALGORITHM = "Ed25519";

    private static final String PEM = "PUBLIC KEY";

    private final PublicKey key;

    private EvidenceKey(PublicKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException when it is not the PEM of an Ed25519 public key */
    public static EvidenceKey ofPem(String text) {
        return of(Pem.decode(text, PEM));
    }

    /** @param encoded as SubjectPublicKeyInfo in DER */
    static EvidenceKey of(byte[] encoded) {
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            if (!Arrays.equals(key.getEncoded(), encoded)) {
                throw new IllegalArgumentException("Expected an Ed25519 public key and nothing beside it");
            }
            return new EvidenceKey(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected an Ed25519 public key, but: " + e.getMessage(), e);
        }
    }

    byte[] encoded() {
        return key.getEncoded();
    }

    /** In PEM, as {@code openssl} reads it. */
    public String pem() {
        return Pem.encode(PEM, key.getEncoded());
    }

    /** {@code sha256:} and the SHA-256, in hex, of the key as SubjectPublicKeyInfo in DER. */
    public String fingerprint() {
        return "sha256:" + EvidenceFile.hex(EvidenceFile.digester().digest(key.getEncoded()));
    }

    boolean proves(byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            // Not even of a signature's form, or no point of the curve.
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected Ed25519, which every Java from 15 on has", e);
        }
    }
}
