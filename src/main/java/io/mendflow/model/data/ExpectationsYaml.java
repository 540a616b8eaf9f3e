package io.mendflow.model.data;

import io.mendflow.model.data.Expectations.Freshness;
import io.mendflow.model.data.Expectations.Leakage;
import io.mendflow.model.data.Expectations.Others;
import io.mendflow.model.data.Expectations.Rows;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** The YAML of expectations; what is not said in it is as in {@link Expectations#NONE}. */
final class ExpectationsYaml {

    private ExpectationsYaml() {}

    static Expectations read(String yaml) {
        var problems = new ArrayList<String>();
        var root = new YamlMapping(compose(yaml), problems);
        var read = new Expectations(
                root.text("label"),
                root.texts("key"),
                rows(root.mapping("rows")),
                root.has("freshness") ? freshness(root.mapping("freshness")) : null,
                leakage(root.mapping("leakage")),
                or(root.word("other-columns", Others.values()), Others.WARN),
                root.texts("missing-values"),
                columns(root.mapping("columns")));
        root.refuseOthers();
        if (problems.isEmpty()) {
            return read;
        }
        throw new ExpectationsInvalid(problems);
    }

    static String write(Expectations expectations) {
        var root = new LinkedHashMap<String, Object>();
        put(root, "label", expectations.label(), null);
        put(root, "key", expectations.key(), List.of());
        put(root, "rows", rows(expectations.rows()), Map.of());
        Freshness freshness = expectations.freshness();
        if (freshness != null) {
            root.put(
                    "freshness",
                    Map.of(
                            "column",
                            freshness.column(),
                            "at-most",
                            freshness.atMost().toString()));
        }
        put(root, "leakage", leakage(expectations.leakage()), Map.of());
        put(root, "other-columns", expectations.otherColumns().text(), Others.WARN.text());
        put(root, "missing-values", expectations.missingValues(), List.of());
        var columns = new LinkedHashMap<String, Object>();
        expectations.columns().forEach((name, column) -> columns.put(name, column(column)));
        put(root, "columns", columns, Map.of());
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setAllowUnicode(true);
        return root.isEmpty() ? "" : new Yaml(options).dump(root);
    }

    private static @Nullable Node compose(String yaml) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ExpectationsInvalid(List.of("line %d: not YAML: %s".formatted(line, e.getProblem())));
        } catch (YAMLException e) {
            throw new ExpectationsInvalid(List.of("line 1: not YAML: " + e.getMessage()));
        }
    }

    private static Rows rows(YamlMapping yaml) {
        var rows = new Rows(
                yaml.count("min"),
                yaml.count("max"),
                yaml.count("reference"),
                yaml.amount("change", Rows.ANY.change()),
                yaml.share("malformed", Rows.ANY.malformed()),
                yaml.share("duplicates", Rows.ANY.duplicates()));
        if (rows.min() != null && rows.max() != null && rows.min() > rows.max()) {
            yaml.refuse("max", "is below 'min'");
        }
        yaml.refuseOthers();
        return rows;
    }

    private static @Nullable Freshness freshness(YamlMapping yaml) {
        String column = yaml.text("column");
        Duration atMost = yaml.duration("at-most");
        yaml.refuseOthers();
        if (column == null) {
            yaml.refuse("column", "is missing: the column with the time of a row");
        }
        return column == null || atMost == null ? null : new Freshness(column, atMost);
    }

    private static Leakage leakage(YamlMapping yaml) {
        Long sample = yaml.count("sample");
        if (sample != null && (sample < Leaks.FEWEST_ROWS || sample > 1_000_000)) {
            yaml.refuse("sample", "expects %d to 1000000 rows, but it is %d".formatted(Leaks.FEWEST_ROWS, sample));
        }
        var leakage = new Leakage(
                yaml.share("threshold", Leakage.DEFAULT.threshold()),
                sample == null ? Leakage.DEFAULT.sample() : (int) Math.min(sample, 1_000_000),
                yaml.texts("accepted"));
        yaml.refuseOthers();
        return leakage;
    }

    private static Map<String, ColumnExpectation> columns(YamlMapping yaml) {
        var columns = new LinkedHashMap<String, ColumnExpectation>();
        yaml.keys().forEach(name -> columns.put(name, column(yaml.mapping(name))));
        return columns;
    }

    private static ColumnExpectation column(YamlMapping yaml) {
        ColumnType type = yaml.word("type", ColumnType.values());
        boolean ofTime = type == ColumnType.DATE || type == ColumnType.TIMESTAMP;
        String format = yaml.read("format", "a date format such as dd.MM.yyyy", text -> {
            new TimeFormat(text);
            return text;
        });
        if (format != null && !ofTime) {
            yaml.refuse("format", "needs 'type: date' or 'type: timestamp'");
        }
        String mark = yaml.read("decimal-mark", "point or comma", text -> {
            if (text.equals("point") || text.equals("comma")) {
                return text;
            }
            throw new IllegalArgumentException();
        });
        String limit = ofTime ? "a date or time such as 2026-01-31T12:00:00Z" : "a number";
        Limit min = yaml.read("min", limit, text -> Limit.of(text, ofTime));
        Limit max = yaml.read("max", limit, text -> Limit.of(text, ofTime));
        if (min != null && max != null && min.value() > max.value()) {
            yaml.refuse("max", "is below 'min'");
        }
        var column = new ColumnExpectation(
                yaml.flag("required", true),
                type,
                format,
                yaml.text("unit"),
                "comma".equals(mark),
                yaml.share("missing", 1),
                min,
                max,
                yaml.texts("allowed"),
                yaml.flag("unique", false),
                yaml.share("tolerate", 0),
                yaml.flag("personal", false));
        yaml.refuseOthers();
        return column;
    }

    private static Map<String, Object> rows(Rows rows) {
        var yaml = new LinkedHashMap<String, Object>();
        put(yaml, "min", rows.min(), null);
        put(yaml, "max", rows.max(), null);
        put(yaml, "reference", rows.reference(), null);
        put(yaml, "change", rows.change(), Rows.ANY.change());
        put(yaml, "malformed", rows.malformed(), Rows.ANY.malformed());
        put(yaml, "duplicates", rows.duplicates(), Rows.ANY.duplicates());
        return yaml;
    }

    private static Map<String, Object> leakage(Leakage leakage) {
        var yaml = new LinkedHashMap<String, Object>();
        put(yaml, "threshold", leakage.threshold(), Leakage.DEFAULT.threshold());
        put(yaml, "sample", leakage.sample(), Leakage.DEFAULT.sample());
        put(yaml, "accepted", leakage.accepted(), List.of());
        return yaml;
    }

    private static Map<String, Object> column(ColumnExpectation column) {
        var yaml = new LinkedHashMap<String, Object>();
        put(yaml, "required", column.required(), true);
        put(yaml, "type", column.type() == null ? null : column.type().text(), null);
        put(yaml, "format", column.format(), null);
        put(yaml, "unit", column.unit(), null);
        put(yaml, "decimal-mark", column.decimalComma() ? "comma" : null, null);
        put(yaml, "missing", column.missing(), 1.0);
        put(yaml, "min", column.min() == null ? null : limit(column.min(), column.type()), null);
        put(yaml, "max", column.max() == null ? null : limit(column.max(), column.type()), null);
        put(yaml, "allowed", column.allowed(), List.of());
        put(yaml, "unique", column.unique(), false);
        put(yaml, "tolerate", column.tolerate(), 0.0);
        put(yaml, "personal", column.personal(), false);
        return yaml;
    }

    private static Object limit(Limit limit, @Nullable ColumnType type) {
        if (type == ColumnType.DATE || type == ColumnType.TIMESTAMP) {
            return limit.text();
        }
        var number = new BigDecimal(limit.text());
        return number.scale() <= 0 ? number.toBigInteger() : number;
    }

    /** Puts what is not as it is when nothing is said. */
    private static void put(Map<String, Object> yaml, String key, @Nullable Object value, @Nullable Object otherwise) {
        if (value != null && !value.equals(otherwise)) {
            yaml.put(key, value);
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
