package io.mendflow.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name in {@code POST /hooks/{source}}: the kind of sender behind it, and the secrets of which it must prove one.
 *
 * @param secrets none when anybody may post; more than one while a sender changes from one to another
 */
record Source(String name, Sender sender, List<String> secrets) {

    Source {
        secrets = List.copyOf(secrets);
    }

    /** The current one; null when anybody may post. */
    @Nullable
    String secret() {
        return secrets.isEmpty() ? null : secrets.get(0);
    }

    /** True when the delivery proves one of the secrets. All are tried, so that the time tells nothing of which one it was. */
    boolean trusts(Delivery delivery) {
        return secret() == null
                || secrets.stream()
                        .map(secret -> sender.proves(delivery, secret))
                        .reduce(false, Boolean::logicalOr);
    }

    @Override
    public String toString() {
        return name;
    }
}
