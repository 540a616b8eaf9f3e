package io.mendflow.model;

import io.mendflow.connector.LiveMetrics;
import io.mendflow.connector.LiveReading;
import io.mendflow.connector.MetricRequest;
import io.mendflow.connector.MetricSource;
import io.mendflow.connector.NotAllowed;
import io.mendflow.model.ModelsSettings.Live;
import io.mendflow.model.drift.Column;
import io.mendflow.model.drift.ColumnDrift;
import io.mendflow.model.drift.DriftCheck;
import io.mendflow.model.drift.DriftSettings;
import io.mendflow.model.drift.DriftTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds the figures of what serves against what they have to be. Nothing measured is never a figure that holds. */
@Component
class LiveChecks {

    private static final int MOST_SCORES = 5000;
    private static final String SCORES = "scores";
    private static final double FAR = 0.1;

    private final LiveMetrics metrics;

    LiveChecks(LiveMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * What one figure says.
     *
     * @param value of the version that is looked at; for scores their distance from the champion's; null when there is none
     * @param champion the champion's; null when it is not compared, or has none
     * @param holds null when there is nothing to say yet
     * @param required whether nothing to say is a failure when the time is over
     */
    record Result(
            String name,
            @Nullable Double value,
            @Nullable Double champion,
            @Nullable Boolean holds,
            boolean required,
            String reason) {

        /** @param over whether there was time enough for figures to come */
        boolean isBroken(boolean over) {
            return holds == null ? over && required : !holds;
        }
    }

    /**
     * What does not hold, a sentence each.
     *
     * @param over whether there was time enough for figures to come
     */
    static List<String> broken(List<Result> results, boolean over) {
        return results.stream()
                .filter(result -> result.isBroken(over))
                .map(Result::reason)
                .toList();
    }

    /** @param window that figures are over, for sources that take one */
    List<Result> look(Promotion promotion, List<Live> wanted, Duration window) {
        return wanted.stream().map(live -> look(promotion, live, window)).toList();
    }

    private Result look(Promotion promotion, Live live, Duration window) {
        try {
            return live.drift() ? drift(promotion, live, window) : figure(promotion, live, window);
        } catch (IllegalArgumentException | NotAllowed e) {
            throw new Trouble("Expected to measure %s of model '%s': %s"
                    .formatted(live.name(), promotion.model(), e.getMessage()));
        }
    }

    private Result figure(Promotion promotion, Live live, Duration window) {
        LiveReading reading = metrics.read(request(promotion, live, String.valueOf(promotion.version()), window));
        if (!reading.hasData()) {
            return nothing(live, String.valueOf(reading.noData()));
        }
        double value = reading.value();
        if (live.max() != null && value > live.max()) {
            return new Result(
                    live.name(),
                    value,
                    null,
                    false,
                    live.required(),
                    "%s is %s, and may be %s at most".formatted(live.name(), number(value), number(live.max())));
        }
        if (live.min() != null && value < live.min()) {
            return new Result(
                    live.name(),
                    value,
                    null,
                    false,
                    live.required(),
                    "%s is %s, and has to be %s at least".formatted(live.name(), number(value), number(live.min())));
        }
        if (live.worseBy() == null || promotion.champion() == null) {
            return new Result(
                    live.name(), value, null, true, live.required(), "%s is %s".formatted(live.name(), number(value)));
        }
        return beside(promotion, live, live.worseBy(), value, window);
    }

    private Result beside(Promotion promotion, Live live, double worseBy, double value, Duration window) {
        LiveReading other = metrics.read(request(promotion, live, String.valueOf(promotion.champion()), window));
        if (!other.hasData()) {
            return nothing(live, "the champion has none: " + other.noData());
        }
        double champion = other.value();
        double margin = worseBy * Math.abs(champion);
        boolean holds = live.greaterIsBetter() ? value >= champion - margin : value <= champion + margin;
        return new Result(
                live.name(),
                value,
                champion,
                holds,
                live.required(),
                "%s is %s, the champion's %s%s"
                        .formatted(
                                live.name(), number(value), number(champion), holds ? "" : ", which is too far off"));
    }

    /** The distributions of both versions' scores, by the Jensen-Shannon distance. */
    private Result drift(Promotion promotion, Live live, Duration window) {
        if (promotion.champion() == null) {
            return new Result(
                    live.name(), null, null, true, false, live.name() + " has no champion to be held against");
        }
        LiveReading champion = metrics.sample(request(promotion, live, promotion.champion(), window), MOST_SCORES);
        LiveReading challenger =
                metrics.sample(request(promotion, live, String.valueOf(promotion.version()), window), MOST_SCORES);
        if (!champion.hasData() || !challenger.hasData()) {
            return nothing(live, String.valueOf(champion.hasData() ? challenger.noData() : champion.noData()));
        }
        double far = Objects.requireNonNullElse(live.max(), FAR);
        ColumnDrift drift = DriftCheck.compare(
                        Map.of(SCORES, column(champion)),
                        Map.of(SCORES, column(challenger)),
                        DriftSettings.defaults().with(SCORES, DriftTest.JENSEN_SHANNON, far))
                .columns()
                .get(0);
        if (!drift.verdict().isAnswer() || drift.score() == null) {
            return nothing(live, drift.message());
        }
        return new Result(
                live.name(),
                drift.score(),
                null,
                !drift.drifted(),
                live.required(),
                "%s are %s away from the champion's, and may be %s at most"
                        .formatted(live.name(), number(drift.score()), number(far)));
    }

    private static Column column(LiveReading scores) {
        return Column.numeric(
                scores.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static MetricRequest request(Promotion promotion, Live live, String version, Duration window) {
        return new MetricRequest(
                new MetricSource(live.query(), live.url(), live.pointer()),
                promotion.model(),
                version,
                window.toMillis() > 0 ? window : Duration.ofMinutes(1));
    }

    private static Result nothing(Live live, String why) {
        return new Result(
                live.name(), null, null, null, live.required(), "%s: no data yet (%s)".formatted(live.name(), why));
    }

    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
