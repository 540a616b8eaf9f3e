package io.mendflow.intake;

import io.mendflow.incident.Signal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** A kind of sender: how its deliveries prove where they come from, and what they mean. One sub-package implements one. */
public interface Sender {

    /** Its name in {@code POST /hooks/{source}} and in {@code mendflow.sources.<name>.type}. */
    String type();

    /**
     * The signals in a delivery; none is fine.
     *
     * @throws Malformed when it is not of this sender's shape
     */
    List<Signal> read(Delivery delivery);

    /** True when its deliveries come over HTTP. */
    default boolean posts() {
        return true;
    }

    default boolean accepts(@Nullable MediaType contentType) {
        return contentType != null && Json.isJson(contentType);
    }

    /** The content types that it {@linkplain #accepts accepts}, for the answer to one that it does not. */
    default String contentTypes() {
        return MediaType.APPLICATION_JSON_VALUE;
    }

    /** True when the delivery proves that its sender knows the secret. Must take constant time. */
    default boolean proves(Delivery delivery, String secret) {
        return Credentials.token(delivery, secret) || Credentials.signature(delivery, secret);
    }

    /** How a delivery {@linkplain #proves proves} itself, for the answer to one that does not. */
    default String proofs() {
        return "'Authorization: Bearer <secret>', basic authentication with the secret as password, 'X-Mendflow-Token: <secret>'"
                + " or 'X-Mendflow-Signature: sha256=<hex of HMAC-SHA256 over the body>'";
    }

    /**
     * Checks a delivery that was just posted, once and before it is read, for senders whose proof is not a secret that both sides know. May
     * speak to the sender within a deadline.
     *
     * @param proven true when the source has a secret, which the delivery {@linkplain #proves proves}
     * @throws Unproven when it is not to be taken
     * @throws Malformed when it is not of this sender's shape
     */
    default void admit(Delivery delivery, boolean proven) {}

    /** True when {@link #admit} takes no delivery without a proof, whether its source has a secret or not. */
    default boolean provesItself() {
        return false;
    }

    /** What the sender itself calls this delivery, so that a second one with other bytes is still the same; null when it does not. */
    default @Nullable String idempotencyKey(Delivery delivery) {
        return null;
    }

    /** True for a header, by lower-case name, that {@link #read} needs; all others are forgotten once the delivery is in the inbox. */
    default boolean keeps(String header) {
        return false;
    }

    /** Headers of the answer to an OPTIONS request, for senders that ask before they post. */
    default Map<String, String> handshake(Map<String, String> headers) {
        return Map.of();
    }
}
