package io.mendflow.console.evidence;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** The key that signs evidence, with its secret half, which it never hands out as text. */
final class SigningKey {

    private static final String PEM = "PRIVATE KEY";

    private final PrivateKey secret;
    private final EvidenceKey key;

    private SigningKey(KeyPair pair) {
        this.secret = pair.getPrivate();
        this.key = EvidenceKey.of(pair.getPublic().getEncoded());
    }

    static SigningKey made() {
        try {
            return new SigningKey(
                    KeyPairGenerator.getInstance(EvidenceKey.ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected Ed25519, which every Java from 15 on has", e);
        }
    }

    /**
     * A key as {@code openssl genpkey -algorithm ed25519} makes it.
     *
     * @throws IllegalArgumentException when it is not one; what was given is not repeated
     */
    static SigningKey ofPem(String text) {
        return of(Pem.decode(text, PEM));
    }

    /** @param encoded as PKCS#8 in DER */
    static SigningKey of(byte[] encoded) {
        try {
            PrivateKey secret =
                    KeyFactory.getInstance(EvidenceKey.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            byte[] seed = ((EdECPrivateKey) secret)
                    .getBytes()
                    .orElseThrow(() -> new IllegalArgumentException("Expected a private key that has its bytes"));
            // PKCS#8 has the secret half alone. The public one follows from it, and this is how Java can be asked for
            // it.
            KeyPairGenerator generator = KeyPairGenerator.getInstance(EvidenceKey.ALGORITHM);
            generator.initialize(255, new Seed(seed));
            return new SigningKey(new KeyPair(generator.generateKeyPair().getPublic(), secret)).requireWhole();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected an Ed25519 private key as PKCS#8, but it is none", e);
        }
    }

    private SigningKey requireWhole() {
        byte[] any = {1};
        if (!key.proves(any, sign(any))) {
            throw new IllegalStateException("Expected to find the public half of the key, but it does not fit");
        }
        return this;
    }

    EvidenceKey key() {
        return key;
    }

    byte[] encoded() {
        return secret.getEncoded();
    }

    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(EvidenceKey.ALGORITHM);
            signature.initSign(secret);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected to sign with the key of evidence, but it failed", e);
        }
    }

    /** The bytes that a key is made of, in the place of chance. */
    private static final class Seed extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Seed(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
