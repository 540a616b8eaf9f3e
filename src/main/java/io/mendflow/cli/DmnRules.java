package io.mendflow.cli;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is wrong with the rows of decision tables: cases that no row has, that several have, rows that are never reached, unknown outputs. */
final class DmnRules {

    /** The table whose output names runbooks. */
    private static final String SELECTION = "runbook-selection";

    private static final Set<String> ONE_RESULT = Set.of("UNIQUE", "FIRST", "ANY", "PRIORITY");
    private static final Pattern WHOLE_TEXT = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final int SHOWN = 3;
    /** Beyond this many boxes the cases of a table are too many to tell. */
    private static final int MOST = 5_000;

    private final Xml decision;
    private final Predicate<String> isRunbook;
    private final Feel feel;
    private final Findings findings;
    private final Xml table;
    private final String policy;
    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    private DmnRules(Xml decision, Xml table, Predicate<String> isRunbook, Feel feel, Findings findings) {
        this.feel = feel;
        this.decision = decision;
        this.table = table;
        this.isRunbook = isRunbook;
        this.findings = findings;
        this.policy = table.has("hitPolicy") ? table.get("hitPolicy") : "UNIQUE";
    }

    static void check(Xml root, Predicate<String> isRunbook, Feel feel, Findings findings) {
        root.all("decision").forEach(decision -> decision.children("decisionTable")
                .forEach(table -> new DmnRules(decision, table, isRunbook, feel, findings).check()));
    }

    private void check() {
        List<Xml> inputs = table.children("input").toList();
        List<Xml> rules = table.children("rule").toList();
        for (int i = 0; i < inputs.size(); i++) {
            columns.add(column(inputs.get(i), i, rules));
        }
        rules.forEach(rule -> rows.add(row(rule)));
        syntax();
        outputs();
        allowed(rules);
        if (ONE_RESULT.contains(policy)) {
            gaps();
        }
        if (policy.equals("UNIQUE") || policy.equals("ANY")) {
            overlaps();
        }
        if (policy.equals("FIRST")) {
            unreachable();
        }
    }

    private static Column column(Xml input, int at, List<Xml> rules) {
        Xml expression = input.children("inputExpression").findFirst().orElse(input);
        String label = expression.children("text").findFirst().map(Xml::text).orElse(input.get("label"));
        String allowed = input.children("inputValues")
                .flatMap(values -> values.children("text"))
                .findFirst()
                .map(Xml::text)
                .orElse("");
        return new Column(
                label,
                expression.get("typeRef"),
                allowed,
                rules.stream().map(rule -> entry(rule, "inputEntry", at)).toList());
    }

    private Row row(Xml rule) {
        List<BitSet> certain = new ArrayList<>();
        List<BitSet> possible = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column.Match match = columns.get(i).read(entry(rule, "inputEntry", i));
            certain.add(match.certain());
            possible.add(match.possible());
        }
        String outputs = rule.children("outputEntry")
                .flatMap(entry -> entry.children("text"))
                .map(Xml::text)
                .collect(Collectors.joining(", "));
        return new Row(rule, rows.size() + 1, new Box(certain), new Box(possible), outputs);
    }

    private static String entry(Xml rule, String kind, int at) {
        return rule.children(kind)
                .skip(at)
                .findFirst()
                .flatMap(entry -> entry.children("text").findFirst())
                .map(Xml::text)
                .orElse("");
    }

    private void syntax() {
        table.all("inputExpression").forEach(element -> syntax(element, false));
        table.all("inputEntry").forEach(element -> syntax(element, true));
        table.all("outputEntry").forEach(element -> syntax(element, false));
    }

    private void syntax(Xml element, boolean test) {
        String text = element.children("text").findFirst().map(Xml::text).orElse("");
        String reason = test ? feel.ofTest(text) : feel.ofExpression(text);
        if (reason != null) {
            findings.error(
                    element.line(),
                    "feel-syntax",
                    "'%s' of '%s' is no FEEL: %s",
                    text,
                    decision.id(),
                    reason.lines().findFirst().orElse(""));
        }
    }

    private void outputs() {
        List<Xml> outputs = table.children("output").toList();
        for (int i = 0; i < outputs.size(); i++) {
            Xml output = outputs.get(i);
            String allowed = output.children("outputValues")
                    .flatMap(values -> values.children("text"))
                    .findFirst()
                    .map(Xml::text)
                    .orElse("");
            for (Row row : rows) {
                output(output, allowed, row, entry(row.rule, "outputEntry", i));
            }
        }
    }

    private void output(Xml output, String allowed, Row row, String said) {
        Matcher text = WHOLE_TEXT.matcher(said);
        if (!text.matches()) {
            return;
        }
        if (!allowed.isBlank() && !allowed.contains(said)) {
            findings.error(
                    row.rule.line(),
                    "unknown-output",
                    "row %d of '%s' gives %s for '%s', which may be %s",
                    row.number,
                    decision.id(),
                    said,
                    output.get("name"),
                    allowed);
        }
        if (decision.id().equals(SELECTION) && output.get("name").equals("runbook") && !isRunbook.test(text.group(1))) {
            findings.error(
                    row.rule.line(),
                    "unknown-runbook",
                    "row %d of '%s' names runbook '%s', but there is none",
                    row.number,
                    decision.id(),
                    text.group(1));
        }
    }

    private void allowed(List<Xml> rules) {
        for (Row row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                for (String text : columns.get(i).notAllowed(entry(rules.get(row.number - 1), "inputEntry", i))) {
                    findings.error(
                            row.rule.line(),
                            "unknown-input-value",
                            "row %d of '%s' waits for %s in '%s', which is not among the allowed values",
                            row.number,
                            decision.id(),
                            text,
                            columns.get(i).label());
                }
            }
        }
    }

    private void gaps() {
        List<Box> left = List.of(new Box(columns.stream().map(Column::expected).toList()));
        for (Row row : rows) {
            left = Box.without(left, row.possible);
            if (left.size() > MOST) {
                return;
            }
        }
        List<Box> closed = left.stream().filter(this::isClosed).toList();
        if (!closed.isEmpty()) {
            findings.warning(
                    table.line(),
                    "dmn-gap",
                    "'%s' has no row for %s; add one, or a last row of dashes for all the rest",
                    decision.id(),
                    shown(closed));
        } else if (!left.isEmpty()) {
            findings.info(
                    table.line(),
                    "dmn-no-catch-all",
                    "'%s' has no row for %s, and then gives nothing; declare the allowed values, or add a last row of dashes",
                    decision.id(),
                    shown(left));
        }
    }

    /** A gap among the cases that the table itself tells apart, and not only for a text that it does not know. */
    private boolean isClosed(Box gap) {
        return IntStream.range(0, columns.size()).allMatch(i -> gap.sides().get(i).stream()
                .anyMatch(value -> !columns.get(i).isOther(value)));
    }

    private void overlaps() {
        for (Row one : rows) {
            for (Row other : rows.subList(one.number, rows.size())) {
                boolean harmless = policy.equals("ANY") && one.outputs.equals(other.outputs);
                if (!harmless && one.certain.meets(other.certain)) {
                    findings.error(
                            other.rule.line(),
                            "dmn-overlap",
                            "rows %d and %d of '%s' both hold for %s, and hit policy %s allows one; narrow one of them, or use FIRST",
                            one.number,
                            other.number,
                            decision.id(),
                            shown(List.of(both(one.certain, other.certain))),
                            policy);
                }
            }
        }
    }

    private static Box both(Box one, Box other) {
        List<BitSet> sides = new ArrayList<>();
        for (int i = 0; i < one.sides().size(); i++) {
            BitSet side = (BitSet) one.sides().get(i).clone();
            side.and(other.sides().get(i));
            sides.add(side);
        }
        return new Box(sides);
    }

    private void unreachable() {
        for (Row row : rows) {
            List<Box> left = List.of(row.possible);
            for (Row before : rows.subList(0, row.number - 1)) {
                left = left.size() > MOST ? left : Box.without(left, before.certain);
            }
            if (row.possible.isEmpty() || left.isEmpty()) {
                findings.error(
                        row.rule.line(),
                        "dmn-unreachable-row",
                        "row %d of '%s' is never reached: the rows before it have all its cases; move it up, or take it out",
                        row.number,
                        decision.id());
            }
        }
    }

    private String shown(List<Box> boxes) {
        String some = boxes.stream().limit(SHOWN).map(this::shown).collect(Collectors.joining("; or "));
        return boxes.size() <= SHOWN ? some : some + "; and more";
    }

    private String shown(Box box) {
        String sides = IntStream.range(0, columns.size())
                .filter(i -> !isAnything(box, i))
                .mapToObj(i -> columns.get(i).label() + " = " + values(box, i))
                .collect(Collectors.joining(", "));
        return sides.isEmpty() ? "anything" : sides;
    }

    private boolean isAnything(Box box, int column) {
        BitSet missing = columns.get(column).expected();
        missing.andNot(box.sides().get(column));
        return missing.isEmpty();
    }

    private String values(Box box, int column) {
        return box.sides().get(column).stream()
                .filter(value -> value > 0)
                .mapToObj(columns.get(column)::shown)
                .limit(4)
                .collect(Collectors.joining(" or "));
    }

    /** @param number counted from 1, as Modeler shows it */
    private record Row(Xml rule, int number, Box certain, Box possible, String outputs) {}
}
