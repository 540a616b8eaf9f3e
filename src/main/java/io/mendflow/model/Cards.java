package io.mendflow.model;

import io.mendflow.connector.Lineage.DataSet;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelStore;
import io.mendflow.model.ModelsSettings.Model;
import io.mendflow.model.compare.ComparisonReport;
import io.mendflow.model.compare.GateResult;
import io.mendflow.model.compare.Interval;
import io.mendflow.model.compare.Measured;
import io.mendflow.model.compare.SliceReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes a challenger's model card: what it is, what it was made with, how it compares; for those who approve, and for the record. */
@Component
class Cards {

    private final ModelSpecs specs;
    private final ModelStore store;

    Cards(ModelSpecs specs, ModelStore store) {
        this.specs = specs;
        this.store = store;
    }

    /** The card, as Markdown. */
    String write(Promotion promotion, ComparisonReport report) {
        Model model = specs.model(promotion.model());
        Optional<ModelRun> run = Optional.ofNullable(promotion.run()).flatMap(store::run);
        var card = new StringBuilder();
        card.append("# %s, version %s\n\n".formatted(promotion.model(), promotion.version()));
        if (model.about() != null) {
            card.append(model.about()).append("\n\n");
        }
        card.append("- Owner: %s; tier %d\n".formatted(model.owner(), promotion.tier()));
        card.append("- Why: %s\n".formatted(promotion.reason()));
        card.append("- Champion now: %s\n"
                .formatted(promotion.champion() == null ? "none" : "version " + promotion.champion()));
        card.append("- sha256 of its artifacts: %s\n".formatted(promotion.digest()));
        run.ifPresent(made -> {
            card.append("- Made by run %s%s\n"
                    .formatted(
                            made.id(),
                            made.lineage().code() == null
                                    ? ""
                                    : " with code " + made.lineage().code()));
            for (DataSet data : made.lineage().data()) {
                card.append("- Data: %s, %s\n".formatted(data.name(), data.digest()));
            }
            made.parameters().forEach((name, value) -> card.append("- Parameter %s: %s\n".formatted(name, value)));
        });
        card.append("\n## On %d held-out rows: %s\n\n%s\n\n"
                .formatted(report.rows(), report.verdict().text(), report.reason()));
        report.metrics().forEach(metric -> card.append(line(metric)));
        report.gates().forEach(gate -> card.append(line(gate)));
        for (SliceReport slice : report.slices()) {
            slice.gates().forEach(gate -> card.append(line(gate)));
        }
        return card.toString();
    }

    private static String line(Measured metric) {
        return "- %s: %s, champion %s\n"
                .formatted(metric.metric().text(), interval(metric.challenger()), interval(metric.champion()));
    }

    private static String line(GateResult gate) {
        return "- Gate %s: %s\n".formatted(gate.verdict().text(), gate.reason());
    }

    private static String interval(@Nullable Interval interval) {
        return interval == null
                ? "none"
                : "%s (%s to %s)".formatted(number(interval.value()), number(interval.low()), number(interval.high()));
    }

    private static String number(@Nullable Double value) {
        return value == null
                ? "undefined"
                : new BigDecimal(value)
                        .round(new MathContext(4, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
