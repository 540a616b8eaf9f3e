package io.mendflow.demo.scoring;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Payments of a period, one after the other: the same seed gives the same ones, on every machine. */
final class PaymentSource {

    private static final double SPREAD = 0.9;
    private static final double RISK_OF_AGE = -0.8;
    private static final double RISK_OF_CHARGEBACK = 0.9;

    private final Period period;
    private final Random random;

    PaymentSource(Period period, long seed) {
        this.period = period;
        this.random = new Random(seed);
    }

    Payment next() {
        double ofAmount = SPREAD * random.nextGaussian();
        double ofAge = SPREAD * random.nextGaussian();
        boolean night = random.nextDouble() < period.night();
        int hour = night ? random.nextInt(6) : 6 + random.nextInt(18);
        String country = oneOf(period.countries());
        String merchant = oneOf(period.merchants());
        int chargebacks = chargebacks(random.nextDouble());
        double risk = period.risk()
                + period.riskOfAmount() * ofAmount
                + (night ? period.riskOfNight() : 0)
                + period.riskOfCountry().getOrDefault(country, 0.0)
                + period.riskOfMerchant().getOrDefault(merchant, 0.0)
                + RISK_OF_AGE * ofAge
                + RISK_OF_CHARGEBACK * chargebacks;
        boolean fraud = random.nextDouble() < 1 / (1 + StrictMath.exp(-risk));
        double amount = cents(StrictMath.exp(period.amount() + ofAmount));
        int age = (int) StrictMath.exp(period.age() + ofAge);
        return new Payment(
                amount, hour, country, merchant, age, chargebacks, cents(amount * settledShare(fraud)), fraud);
    }

    /** Of fraud, some is stopped before all of it is settled; of the rest, a little is refunded. */
    private double settledShare(boolean fraud) {
        boolean whole = random.nextDouble() < (fraud ? 0.7 : 0.95);
        double part = random.nextDouble();
        return whole ? 1 : 0.3 + 0.6 * part;
    }

    private String oneOf(Map<String, Integer> weights) {
        int total = weights.values().stream().mapToInt(Integer::intValue).sum();
        int drawn = random.nextInt(total);
        // Sorted: the order of the map differs from one Java process to the next.
        for (Map.Entry<String, Integer> weight : new TreeMap<>(weights).entrySet()) {
            drawn -= weight.getValue();
            if (drawn < 0) {
                return weight.getKey();
            }
        }
        throw new IllegalStateException("Expected a drawn number below the sum of the weights, got " + drawn);
    }

    private static int chargebacks(double drawn) {
        return drawn < 0.88 ? 0 : drawn < 0.97 ? 1 : 2;
    }

    private static double cents(double euros) {
        return Math.round(euros * 100) / 100.0;
    }
}
