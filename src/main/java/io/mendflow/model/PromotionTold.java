package io.mendflow.model;

import java.time.Instant;

/** A line was added to a promotion's timeline. Published in the same transaction. */
public record PromotionTold(String promotion, Instant at, String kind, String text) {}
