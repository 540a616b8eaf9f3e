package io.mendflow.demo.scoring;

import java.util.Map;

/**
 * How people pay, and how they are defrauded, before and after the shop has opened to more countries.
 *
 * <p>Before, fraud goes for high amounts, gift cards and the night. After, everybody pays more, newer accounts come from other countries, and thieves
 * try stolen cards with small amounts on games: what used to be suspicious is now common, and what is suspicious is new. So every tenth payment is
 * fraud; real shops see fewer, and then thin out the honest ones before they train.
 *
 * @param amount mean of the logarithm of the amount in euros
 * @param age mean of the logarithm of the account's age in days
 * @param night share of payments between 0 and 6 o'clock
 * @param countries, merchants how often each comes, relative to the others
 * @param risk of a payment that has nothing special about it, in log-odds; the following ones add to it
 * @param riskOfAmount for each e-fold over the usual amount
 * @param riskOfNight between 0 and 6 o'clock
 * @param riskOfCountry, riskOfMerchant nothing for those that are not named
 */
record Period(
        double amount,
        double age,
        double night,
        Map<String, Integer> countries,
        Map<String, Integer> merchants,
        double risk,
        double riskOfAmount,
        double riskOfNight,
        Map<String, Double> riskOfCountry,
        Map<String, Double> riskOfMerchant) {

    static final Period BEFORE = new Period(
            3.4,
            6.2,
            0.08,
            Map.of("DE", 50, "AT", 20, "FR", 20, "NL", 10),
            Map.of("grocery", 40, "electronics", 20, "travel", 15, "games", 15, "gift-cards", 10),
            -3.6,
            1.1,
            1.2,
            Map.of("NL", 0.6),
            Map.of("gift-cards", 1.9, "electronics", 0.8));

    static final Period AFTER = new Period(
            4.4,
            5.2,
            0.2,
            Map.of("DE", 20, "AT", 8, "FR", 12, "NL", 5, "PL", 25, "ES", 20, "SE", 10),
            Map.of("grocery", 15, "electronics", 20, "travel", 20, "games", 30, "gift-cards", 15),
            -4.1,
            -0.3,
            0.6,
            Map.of("PL", 1.4, "SE", 1.9),
            Map.of("games", 1.7, "gift-cards", 1.0));
}
