package io.mendflow.model;

import io.mendflow.connector.TrainingRequest;
import io.mendflow.model.compare.Metric;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The models that Mendflow looks after, and what each tier of risk asks for.
 *
 * @param workspace where snapshots, models and predictions are laid; trainers must reach it. Null: {@code model-work} in {@code mendflow.home}
 * @param lookAgain how often trainers and servers are asked how far they are
 * @param rollbackRatifiedWithin by when somebody has to agree to an emergency rollback that was made
 * @param keepWork how long what was laid in the workspace is kept after a promotion's end
 * @param approveOwn whether who asked for a promotion may approve it too, for teams of one
 * @param inventory the models by name
 * @param tiers by number, 1 for the highest risk; those left out are as shipped
 */
@Validated
@ConfigurationProperties("mendflow.models")
record ModelsSettings(
        @Nullable Path workspace,
        @NotNull @DefaultValue("PT5S") Duration lookAgain,
        @NotNull @DefaultValue("PT24H") Duration rollbackRatifiedWithin,
        @NotNull @DefaultValue("P7D") Duration keepWork,
        @DefaultValue("false") boolean approveOwn,
        @NotNull @DefaultValue Map<String, @Valid Model> inventory,
        @NotNull @DefaultValue Map<@Min(1) @Max(4) Integer, @Valid Tier> tiers) {

    private static final Map<Integer, Tier> SHIPPED = Map.of(
            1, new Tier(2, "approver", "approver", Duration.ofDays(7), Duration.ofHours(1), Duration.ofDays(90)),
            2, new Tier(1, "approver", "approver", Duration.ofDays(3), Duration.ofMinutes(30), Duration.ofDays(180)),
            3, new Tier(0, "approver", "approver", Duration.ofDays(3), Duration.ofMinutes(10), Duration.ofDays(365)),
            4, new Tier(0, "approver", "approver", Duration.ofDays(3), Duration.ZERO, Duration.ofDays(365)));

    ModelsSettings {
        inventory = new TreeMap<>(inventory);
        tiers = Map.copyOf(tiers);
    }

    Tier tier(int number) {
        return tiers.getOrDefault(number, SHIPPED.get(number));
    }

    /**
     * What a tier of risk asks for.
     *
     * @param approvals 0: the gate's pass is enough; 1: a risk owner; 2: an independent validator and a risk owner
     * @param validators group of those who validate
     * @param owners group of those who own the risk
     * @param approvalWithin when a question expires, which counts as a rejection
     * @param bake how long each share of a canary is watched
     * @param review how long a validation counts
     */
    record Tier(
            @Min(0) @Max(2) @DefaultValue("1") int approvals,
            @NotBlank @DefaultValue("approver") String validators,
            @NotBlank @DefaultValue("approver") String owners,
            @NotNull @DefaultValue("P3D") Duration approvalWithin,
            @NotNull @DefaultValue("PT30M") Duration bake,
            @NotNull @DefaultValue("P180D") Duration review) {}

    /**
     * One model.
     *
     * @param tier of risk, from 1, the highest, to 4
     * @param trainer as {@code <kind>/<name>}; null: it cannot be trained here
     * @param serving as {@code <kind>/<name>}; null: {@code alias/<model>}
     * @param trainingWithin when a training is ended
     * @param parameters for the trainer, beside those that Mendflow gives
     * @param openParameters names of parameters that a person may set for one training, over those in {@code parameters}
     * @param debounce for how long signals of the same trouble are gathered before anything is done
     * @param cooldown after a retrain; only a person asks for another one sooner
     * @param retrainEvery null: by no schedule
     * @param checkEvery how often drift is looked for; null: only when asked
     * @param outOfBand what is done about a champion that was moved elsewhere
     */
    record Model(
            @NotBlank @DefaultValue("nobody") String owner,
            @Nullable String about,
            @Min(1) @Max(4) @DefaultValue("2") int tier,
            @Nullable String trainer,
            @Nullable String serving,
            @NotNull @DefaultValue("PT1H") Duration trainingWithin,
            @NotNull @DefaultValue Map<String, String> parameters,
            @NotNull @DefaultValue Set<String> openParameters,
            @NotNull @DefaultValue("PT1M") Duration debounce,
            @NotNull @DefaultValue("P1D") Duration cooldown,
            @Nullable Duration retrainEvery,
            @Nullable Duration checkEvery,
            @NotNull @DefaultValue("revert") OutOfBand outOfBand,
            @Valid @Nullable Data data,
            @Valid @NotNull @DefaultValue Drift drift,
            @Valid @NotNull @DefaultValue Comparison comparison,
            @Valid @NotNull @DefaultValue Canary canary) {

        private static final String NAMED = "[a-z][a-z0-9-]*/[A-Za-z0-9._-]+";

        /** As {@link TrainingRequest} has them, in its spelling. */
        private static final Set<String> OURS =
                Set.of("data", "output", "seed", "model", "task", "model_name", "training", "held_out");

        Model {
            parameters = Map.copyOf(parameters);
            openParameters = Set.copyOf(openParameters);
        }

        @AssertTrue(
                message =
                        "'open-parameters' must leave out data, output, seed and what else Mendflow itself tells a trainer")
        boolean isOpenToNothingOfOurs() {
            return openParameters.stream().map(TrainingRequest::snake).noneMatch(OURS::contains);
        }

        @AssertTrue(message = "'trainer' and 'serving' are each a kind and a name, such as command/fraud")
        boolean isNamed() {
            return (trainer == null || trainer.matches(NAMED)) && (serving == null || serving.matches(NAMED));
        }

        @AssertTrue(message = "'check-every' needs 'data' with 'reference' and 'current', the rows to compare")
        boolean isCheckable() {
            return checkEvery == null || (data != null && data.reference() != null && data.current() != null);
        }
    }

    /** What is done about a champion that was moved elsewhere. */
    enum OutOfBand {
        /** It is moved back. */
        REVERT,
        /** It is let stand, and noted. */
        RATIFY,
        /** It stands until somebody decides. */
        ASK
    }

    /**
     * Where a model's rows are: files that end in .csv, .tsv, .jsonl or .parquet (the first three also with .gz), or in .sql, which hold a query for
     * the database.
     *
     * @param training rows with their labels
     * @param heldOut rows with their labels that no training sees
     * @param reference rows as they were when the champion was made; null: drift is not looked for
     * @param current rows as they come now
     * @param expectations YAML file of what is expected of the training rows; null: what is odd by itself counts
     * @param label the column to predict
     * @param positive value of the label that is class 1; null: the label is a value to predict
     * @param slices columns whose values are looked at apart
     * @param guardedSlices likewise, and a regression there blocks
     * @param database that is asked queries, as {@code mendflow.databases} names it; null: no rows come from a query
     * @param queryWithin how long one query may take, all its rows read
     */
    record Data(
            @NotNull Path training,
            @NotNull Path heldOut,
            @Nullable Path reference,
            @Nullable Path current,
            @Nullable Path expectations,
            @NotBlank String label,
            @Nullable String positive,
            @NotNull @DefaultValue List<String> slices,
            @NotNull @DefaultValue List<String> guardedSlices,
            @Nullable String database,
            @NotNull @DefaultValue("PT2M") Duration queryWithin) {

        private static final String QUERY = ".sql";

        static boolean isQuery(Path file) {
            return file.toString().toLowerCase(Locale.ROOT).endsWith(QUERY);
        }

        @AssertTrue(
                message =
                        "'database' must name one of mendflow.databases where 'training', 'held-out', 'reference' or 'current' is a query, a file that ends in .sql")
        boolean isAskable() {
            return (database != null && !database.isBlank())
                    || Stream.of(training, heldOut, reference, current)
                            .filter(Objects::nonNull)
                            .noneMatch(Data::isQuery);
        }
    }

    /**
     * When a drift is one.
     *
     * @param minimumRows that each side needs
     * @param minimumColumns that have to have drifted, beside their share
     */
    record Drift(
            @DefaultValue("true") boolean strict,
            @Positive @DecimalMax("1") @DefaultValue("0.5") double share,
            @Min(2) @DefaultValue("100") int minimumRows,
            @Min(1) @DefaultValue("2") int minimumColumns,
            @NotNull @DefaultValue Set<String> predictions,
            @NotNull @DefaultValue Set<String> ignored) {}

    /**
     * What a challenger has to show.
     *
     * @param gates none: no worse than the champion by 2 % in accuracy, or in RMSE where values are predicted
     * @param threshold probability from which on a row counts as class 1
     */
    record Comparison(
            @NotNull @DefaultValue List<String> metrics,
            @NotNull @DefaultValue List<@Valid Gate> gates,
            @Min(100) @DefaultValue("1000") int rounds,
            @Min(1) @DefaultValue("50") int minimumRows,
            @DefaultValue("0.5") double threshold) {

        @AssertTrue(message = "'metrics' and the metrics of 'gates' are such as accuracy, roc-auc, f1, rmse or mae")
        boolean isMeasurable() {
            return Stream.concat(metrics.stream(), gates.stream().map(Gate::metric))
                    .allMatch(Comparison::isMetric);
        }

        private static boolean isMetric(String name) {
            return Arrays.stream(Metric.values())
                    .anyMatch(metric -> metric.text().equals(name));
        }
    }

    /**
     * One thing to show.
     *
     * @param kind {@code threshold}, {@code change}, {@code non-inferiority} or {@code superiority}
     * @param metric such as {@code roc-auc}
     * @param relative whether the margin is a share of the champion's value
     */
    record Gate(
            @NotBlank String kind,
            @NotBlank String metric,
            @PositiveOrZero @DefaultValue("0") double margin,
            @DefaultValue("false") boolean relative,
            @Positive @DefaultValue("0.95") double confidence) {

        private static final Set<String> KINDS = Set.of("threshold", "change", "non-inferiority", "superiority");

        @AssertTrue(message = "'kind' is threshold, change, non-inferiority or superiority")
        boolean isKnown() {
            return KINDS.contains(kind);
        }
    }

    /**
     * How a challenger takes over.
     *
     * @param steps shares of the traffic in percent, in turn; the last one is 100
     * @param bake how long each is watched; null: as the tier says
     * @param every how often it is looked at meanwhile
     * @param settleWithin how long a server may take to do what it was asked
     * @param smoke what has to hold right after a promotion and a rollback, for the version that serves
     */
    record Canary(
            @NotNull @DefaultValue({"5", "25", "50", "100"}) List<@Min(1) @Max(100) Integer> steps,
            @Nullable Duration bake,
            @NotNull @DefaultValue("PT30S") Duration every,
            @NotNull @DefaultValue("PT10M") Duration settleWithin,
            @NotNull @DefaultValue List<@Valid Live> gates,
            @NotNull @DefaultValue List<@Valid Live> smoke) {

        @AssertTrue(message = "'steps' grow, and the last one is 100")
        boolean isRising() {
            return !steps.isEmpty()
                    && steps.get(steps.size() - 1) == 100
                    && IntStream.range(1, steps.size()).allMatch(i -> steps.get(i) > steps.get(i - 1));
        }
    }

    /**
     * A figure of what serves, and what it has to be. With a query or an address, in which <code>{version}</code> and <code>{model}</code> are filled in.
     *
     * @param query PromQL; null: it is read at the address
     * @param url that answers with JSON
     * @param pointer JSON pointer to the number, or to the list of numbers for a drift
     * @param max at most; null: any
     * @param min at least; null: any
     * @param worseBy how much worse than the champion's it may be, as a share; null: it is not compared
     * @param greaterIsBetter for the comparison
     * @param drift whether the numbers are scores whose distribution is held against the champion's; {@code max} is the distance then
     * @param required whether no value at all is a failure
     */
    record Live(
            @NotBlank String name,
            @Nullable String query,
            @Nullable String url,
            @Nullable String pointer,
            @Nullable Double max,
            @Nullable Double min,
            @Nullable @PositiveOrZero Double worseBy,
            @DefaultValue("false") boolean greaterIsBetter,
            @DefaultValue("false") boolean drift,
            @DefaultValue("true") boolean required) {

        @AssertTrue(message = "has either a 'query', or a 'url' and a 'pointer'")
        boolean isReadable() {
            return (query == null) != (url == null) && (url == null) == (pointer == null);
        }
    }
}
