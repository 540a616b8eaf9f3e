package io.mendflow.demo.scoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a version has answered of late: in the last minute, and the last 2000 requests of it. Also, for counters, what it has ever answered. */
final class Window {

    private static final Duration LENGTH = Duration.ofSeconds(60);
    private static final int MOST_REQUESTS = 2000;
    private static final int MOST_SCORES = 1000;

    private final Clock clock;
    private final Deque<Answered> answered = new ArrayDeque<>();
    private long allRequests;
    private long allErrors;
    private long allNanos;

    Window(Clock clock) {
        this.clock = clock;
    }

    /** @param approved euros; 0 when the payment was declined */
    synchronized void scored(long nanos, double score, double approved, boolean isApproved) {
        add(new Answered(clock.instant(), nanos, score, approved, isApproved));
    }

    synchronized void failed(long nanos) {
        allErrors++;
        add(new Answered(clock.instant(), nanos, null, 0, false));
    }

    /**
     * What a gate asks for: how many requests and errors, and per request how long they took at most in 95 of 100, and how much of it was approved.
     * Without requests there are only zeros for the first two, and null.
     */
    synchronized Map<String, @Nullable Object> report() {
        forget();
        int requests = answered.size();
        long errors = answered.stream().filter(Answered::isError).count();
        double approved = answered.stream().mapToDouble(Answered::approved).sum();
        long approvals = answered.stream().filter(Answered::isApproved).count();
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("requests", requests);
        report.put("errors", errors);
        report.put("errorRate", each(errors, requests));
        report.put("latencyP95Millis", latency(requests));
        report.put("approvedAmount", each(approved, requests));
        report.put("approvalRate", each(approvals, requests));
        return report;
    }

    /** Newest last. */
    synchronized List<Double> scores() {
        forget();
        List<Double> scores = answered.stream()
                .filter(one -> !one.isError())
                .map(Answered::score)
                .toList();
        return scores.subList(Math.max(0, scores.size() - MOST_SCORES), scores.size());
    }

    synchronized Totals totals() {
        return new Totals(allRequests, allErrors, allNanos);
    }

    private void add(Answered one) {
        allRequests++;
        allNanos += one.nanos();
        answered.addLast(one);
        if (answered.size() > MOST_REQUESTS) {
            answered.removeFirst();
        }
    }

    private void forget() {
        Instant since = clock.instant().minus(LENGTH);
        while (!answered.isEmpty() && answered.peekFirst().at().isBefore(since)) {
            answered.removeFirst();
        }
    }

    private @Nullable Double latency(int requests) {
        if (requests == 0) {
            return null;
        }
        long[] nanos = answered.stream().mapToLong(Answered::nanos).sorted().toArray();
        return nanos[(int) Math.ceil(requests * 0.95) - 1] / 1e6;
    }

    private static @Nullable Double each(double sum, int requests) {
        return requests == 0 ? null : sum / requests;
    }

    /** Since the service was started. */
    record Totals(long requests, long errors, long nanos) {}

    /** One request; without a score it was an error. */
    private record Answered(Instant at, long nanos, @Nullable Double score, double approved, boolean isApproved) {

        boolean isError() {
            return score == null;
        }
    }
}
