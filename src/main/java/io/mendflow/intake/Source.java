package io.mendflow.intake;

import org.jspecify.annotations.Nullable;

/** A name in {@code POST /hooks/{source}}: the kind of sender behind it, and the secret that it must prove. */
record Source(String name, Sender sender, @Nullable String secret) {

    boolean trusts(Delivery delivery) {
        return secret == null || sender.proves(delivery, secret);
    }

    @Override
    public String toString() {
        return name;
    }
}
