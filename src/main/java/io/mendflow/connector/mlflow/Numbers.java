package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;

/** Metrics in MLflow's JSON: what is no number is a text there, and infinities are kept as the greatest numbers. */
final class Numbers {

    private Numbers() {}

    static Object written(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? Double.toString(value) : (Object) value;
    }

    static double read(JsonNode value) {
        double read = value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
        return Math.abs(read) == Double.MAX_VALUE ? Math.copySign(Double.POSITIVE_INFINITY, read) : read;
    }
}
