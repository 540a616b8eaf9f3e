package io.mendflow.intake;

import java.time.Clock;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/** Names of deliveries: unique, and in the order of their time. */
@Component
class Receipts {

    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.of("SecureRandom");

    Receipts(Clock clock) {
        this.clock = clock;
    }

    String next() {
        HexFormat hex = HexFormat.of();
        return "D-" + hex.toHexDigits(clock.millis(), 12) + hex.toHexDigits(random.nextLong());
    }
}
