package io.mendflow.demo.scoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A card payment, and what became of it.
 *
 * @param amount in euros
 * @param hour of the day, 0 to 23
 * @param country of the card, two letters
 * @param merchant its kind
 * @param ageOfAccount in days
 * @param settledAmount what the merchant got in the end, in euros: known days later
 * @param fraud whether its owner has disputed it: known weeks later
 */
record Payment(
        double amount,
        int hour,
        String country,
        String merchant,
        int ageOfAccount,
        int previousChargebacks,
        double settledAmount,
        boolean fraud) {

    static final String AMOUNT = "amount";
    static final String HOUR = "hour";
    static final String COUNTRY = "country";
    static final String MERCHANT = "merchant";
    static final String AGE_OF_ACCOUNT = "age_of_account";
    static final String PREVIOUS_CHARGEBACKS = "previous_chargebacks";
    static final String SETTLED_AMOUNT = "settled_amount";
    static final String FRAUD = "fraud";

    /** The columns that are known when the payment is to be approved. */
    static final List<String> LIVE_COLUMNS =
            List.of(AMOUNT, HOUR, COUNTRY, MERCHANT, AGE_OF_ACCOUNT, PREVIOUS_CHARGEBACKS);

    /** What is known when the payment is to be approved, as a request tells it. */
    Map<String, Object> live() {
        Map<String, Object> live = new LinkedHashMap<>();
        live.put(AMOUNT, amount);
        live.put(HOUR, hour);
        live.put(COUNTRY, country);
        live.put(MERCHANT, merchant);
        live.put(AGE_OF_ACCOUNT, ageOfAccount);
        live.put(PREVIOUS_CHARGEBACKS, previousChargebacks);
        return live;
    }

    /** What is known weeks later, as data sets have it. */
    Map<String, Object> settled() {
        Map<String, Object> settled = live();
        settled.put(SETTLED_AMOUNT, settledAmount);
        settled.put(FRAUD, fraud ? 1 : 0);
        return settled;
    }

    /** One line of a CSV file; no value needs quotes. */
    static String line(Map<String, Object> columns) {
        return String.join(",", columns.values().stream().map(Payment::text).toList());
    }

    private static String text(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.2f", number) : value.toString();
    }
}
