package io.mendflow.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one input of a decision table can be, cut into as few values as its rows tell apart: the texts that they name and any other one, or the
 * numbers that they name and the stretches between them.
 */
final class Column {

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final Pattern COMPARED = Pattern.compile("(<=|>=|<|>|=)\\s*(-?\\d+(?:\\.\\d+)?)");
    private static final Pattern RANGE =
            Pattern.compile("([\\[\\](])\\s*(-?\\d+(?:\\.\\d+)?)\\s*\\.\\.\\s*(-?\\d+(?:\\.\\d+)?)\\s*([\\])\\[])");
    private static final Pattern NOT = Pattern.compile("not\\s*\\((.*)\\)", Pattern.DOTALL);

    private final String label;
    private final List<Value> values = new ArrayList<>();
    private final BitSet expected = new BitSet();

    /**
     * @param type as the table says, such as {@code string} or {@code integer}; may be empty
     * @param allowed the list of allowed values; empty when any are
     * @param entries of all rows
     */
    Column(String label, String type, String allowed, List<String> entries) {
        this.label = label;
        String all = String.join(",", entries) + "," + allowed;
        values.add(new Value("null", null, null, null));
        if (type.equals("boolean") || all.matches("(?s).*\\b(true|false)\\b.*") && !all.contains("\"")) {
            values.add(new Value("true", "true", null, null));
            values.add(new Value("false", "false", null, null));
        } else if (isNumber(type)
                || (type.isEmpty() && !all.contains("\"") && NUMBER.matcher(all).find())) {
            stretches(all, type.equals("integer") || type.equals("long"));
        } else {
            texts(all, allowed.isBlank());
        }
        expected.set(1, values.size());
        if (!allowed.isBlank()) {
            expected.and(read(allowed).certain());
        }
    }

    String label() {
        return label;
    }

    int size() {
        return values.size();
    }

    /** What it can be at work: what is allowed, and never null. */
    BitSet expected() {
        return (BitSet) expected.clone();
    }

    /** True for the value that stands for every text that no row names. */
    boolean isOther(int value) {
        return values.get(value).shown.equals("anything else");
    }

    String shown(int value) {
        return values.get(value).shown;
    }

    /** What an entry lets pass. */
    Match read(String entry) {
        BitSet all = new BitSet();
        all.set(0, values.size());
        String text = entry.strip();
        if (text.isEmpty() || text.equals("-")) {
            return new Match(all, all);
        }
        Matcher not = NOT.matcher(text);
        if (not.matches() && balanced(not.group(1))) {
            Match inner = read(not.group(1));
            BitSet certain = (BitSet) all.clone();
            certain.andNot(inner.possible());
            if (!inner.certain().get(0)) {
                certain.clear(0);
            }
            BitSet possible = (BitSet) all.clone();
            possible.andNot(inner.certain());
            return new Match(certain, possible);
        }
        BitSet certain = new BitSet();
        BitSet possible = new BitSet();
        for (String part : parts(text)) {
            BitSet passed = passed(part.strip());
            if (passed == null) {
                // A function or a variable: who knows.
                possible.or(all);
            } else {
                certain.or(passed);
                possible.or(passed);
            }
        }
        return new Match(certain, possible);
    }

    /** Texts that an entry names, but that are not allowed. */
    List<String> notAllowed(String entry) {
        if (expected.cardinality() == values.size() - 1) {
            return List.of();
        }
        Matcher texts = TEXT.matcher(entry);
        List<String> found = new ArrayList<>();
        while (texts.find()) {
            for (int i = 1; i < values.size(); i++) {
                if (texts.group(1).equals(values.get(i).text) && !expected.get(i)) {
                    found.add(texts.group());
                }
            }
        }
        return found;
    }

    private @Nullable BitSet passed(String test) {
        if (test.equals("null")) {
            return those(value -> value == values.get(0));
        }
        Matcher text = TEXT.matcher(test);
        if (text.matches()) {
            return those(value -> text.group(1).equals(value.text));
        }
        if (test.equals("true") || test.equals("false")) {
            return those(value -> test.equals(value.text));
        }
        if (NUMBER.matcher(test).matches()) {
            BigDecimal number = new BigDecimal(test);
            return those(
                    value -> value.from != null && value.from.equals(value.to) && value.from.compareTo(number) == 0);
        }
        Matcher compared = COMPARED.matcher(test);
        if (compared.matches()) {
            return compared(compared.group(1), new BigDecimal(compared.group(2)));
        }
        Matcher range = RANGE.matcher(test);
        if (range.matches()) {
            BitSet from = compared(range.group(1).equals("[") ? ">=" : ">", new BigDecimal(range.group(2)));
            from.and(compared(range.group(4).equals("]") ? "<=" : "<", new BigDecimal(range.group(3))));
            return from;
        }
        return null;
    }

    private BitSet compared(String sign, BigDecimal bound) {
        return those(value -> {
            if (!value.isNumber()) {
                return false;
            }
            boolean point = value.isPoint();
            int low = value.from == null ? -1 : value.from.compareTo(bound);
            int high = value.to == null ? 1 : value.to.compareTo(bound);
            return switch (sign) {
                case "<" -> point ? low < 0 : high <= 0;
                case "<=" -> high <= 0;
                case ">" -> point ? high > 0 : low >= 0;
                case ">=" -> low >= 0;
                default -> point && low == 0;
            };
        });
    }

    private BitSet those(java.util.function.Predicate<Value> wanted) {
        BitSet found = new BitSet();
        for (int i = 0; i < values.size(); i++) {
            if (wanted.test(values.get(i))) {
                found.set(i);
            }
        }
        return found;
    }

    private void texts(String all, boolean open) {
        Matcher texts = TEXT.matcher(all);
        var found = new TreeSet<String>();
        while (texts.find()) {
            found.add(texts.group(1));
        }
        found.forEach(text -> values.add(new Value('"' + text + '"', text, null, null)));
        if (open) {
            values.add(new Value("anything else", null, null, null));
        }
    }

    private void stretches(String all, boolean whole) {
        var points = new TreeSet<BigDecimal>();
        // A range's two dots would read as a decimal point.
        Matcher numbers = NUMBER.matcher(all.replace("..", " .. "));
        while (numbers.find()) {
            points.add(new BigDecimal(numbers.group()).stripTrailingZeros());
        }
        BigDecimal before = null;
        for (BigDecimal point : points) {
            boolean empty = whole && before != null && point.subtract(before).compareTo(BigDecimal.ONE) <= 0;
            if (!empty) {
                values.add(new Value(
                        before == null
                                ? "below " + point.toPlainString()
                                : "between " + before.toPlainString() + " and " + point.toPlainString(),
                        null,
                        before,
                        point));
            }
            values.add(new Value(point.toPlainString(), null, point, point));
            before = point;
        }
        values.add(new Value(before == null ? "a number" : "above " + before.toPlainString(), null, before, null));
    }

    private static boolean isNumber(String type) {
        return type.equals("integer") || type.equals("long") || type.equals("double") || type.equals("number");
    }

    /** Splits at commas that are neither in quotes nor in brackets. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            } else if (!quoted && letter == '(') {
                depth++;
            } else if (!quoted && letter == ')') {
                depth--;
            } else if (!quoted && letter == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static boolean balanced(String text) {
        int depth = 0;
        for (char letter : text.toCharArray()) {
            depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    /**
     * What an entry lets pass.
     *
     * @param certain it passes for sure
     * @param possible it may pass: more than certain where the entry calls a function
     */
    record Match(BitSet certain, BitSet possible) {}

    /** A text, a number or an open stretch of numbers; without bounds on a side it goes on there. */
    private record Value(String shown, @Nullable String text, @Nullable BigDecimal from, @Nullable BigDecimal to) {

        boolean isNumber() {
            return from != null || to != null || shown.equals("a number");
        }

        boolean isPoint() {
            return from != null && from.equals(to);
        }
    }
}
