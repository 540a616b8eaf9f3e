package io.mendflow.intake.cloudwatch;

import io.mendflow.intake.Unproven;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * Tells the messages that SNS has signed.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">verifying signatures</a>
 */
@Component
class Signatures {

    private final Certificates certificates;

    Signatures(Certificates certificates) {
        this.certificates = certificates;
    }

    /** @throws Unproven when the signature does not hold, or its certificate is out of reach */
    void verify(Envelope envelope) {
        if (envelope.field().at("Signature").isMissing()) {
            throw Unproven.refused(
                    "Expected a message that SNS has signed, but there is no Signature. Where SNS delivers raw messages, post only the message.");
        }
        String algorithm = algorithm(String.valueOf(envelope.signatureVersion()));
        byte[] signed = envelope.signed();
        byte[] signature = base64(envelope.signature());
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(certificates.at(envelope.certificateUrl()));
            check.update(signed);
            if (!check.verify(signature)) {
                throw forged("it does not match the message");
            }
        } catch (GeneralSecurityException e) {
            throw forged(String.valueOf(e.getMessage()));
        }
    }

    private static String algorithm(String version) {
        return switch (version) {
            case "1" -> "SHA1withRSA";
            case "2" -> "SHA256withRSA";
            default -> throw Unproven.refused("Expected SignatureVersion 1 or 2, but it is %s.".formatted(version));
        };
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw forged("it is no Base64");
        }
    }

    private static Unproven forged(String why) {
        return Unproven.refused("Expected the Signature of SNS, but %s.".formatted(why));
    }
}
