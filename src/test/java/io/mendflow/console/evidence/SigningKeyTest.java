package io.mendflow.console.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

    /** RFC 8410, section 10.3, with its public key of section 10.1. */
    private static final String SECRET =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    private static final String PUBLIC =
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

    @Test
    void findsThePublicHalfOfASecretKey() {
        SigningKey key = SigningKey.ofPem(SECRET);

        assertThat(key.key().pem()).isEqualTo(PUBLIC);
    }

    @Test
    void signsAsTheStandardSays() {
        // RFC 8032, section 7.1, test 2.
        byte[] seed = HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        byte[] head = HexFormat.of().parseHex("302e020100300506032b657004220420");
        byte[] encoded = new byte[head.length + seed.length];
        System.arraycopy(head, 0, encoded, 0, head.length);
        System.arraycopy(seed, 0, encoded, head.length, seed.length);

        byte[] signature = SigningKey.of(encoded).sign(new byte[] {0x72});

        assertThat(HexFormat.of().formatHex(signature))
                .isEqualTo(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void repeatsNoSecretThatIsNoKey() {
        assertThatThrownBy(() -> SigningKey.ofPem("swordfish"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("BEGIN PRIVATE KEY")
                .doesNotContain("swordfish");
        assertThatThrownBy(() -> SigningKey.ofPem(SECRET.replace("MC4CAQAwBQYDK2Vw", "MC4CAQAwBQYDK2Vu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Ed25519");
    }

    @Test
    void provesOnlyWhatItSigned() {
        SigningKey key = SigningKey.made();
        byte[] content = "evidence".getBytes(StandardCharsets.UTF_8);
        byte[] signature = key.sign(content);
        EvidenceKey published = EvidenceKey.ofPem(key.key().pem());

        assertThat(published.proves(content, signature)).isTrue();
        assertThat(published.proves("evidencf".getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
        assertThat(published.proves(content, new byte[64])).isFalse();
        assertThat(published.proves(content, new byte[3])).isFalse();
        assertThat(SigningKey.of(key.encoded()).key().fingerprint()).isEqualTo(published.fingerprint());
    }
}
