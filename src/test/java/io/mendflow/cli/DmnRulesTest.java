package io.mendflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DmnRulesTest {

    @Test
    void findsGapsBetweenNumbers() {
        assertThat(check(table("UNIQUE", column("integer", ""), "< 10", "[10..20]", "> 21")))
                .containsExactly(
                        "warning dmn-gap: 'd' has no row for x0 = 21; add one, or a last row of dashes for all the rest");
        assertThat(check(table("UNIQUE", column("double", ""), "< 10", "[10..20]", "> 20")))
                .isEmpty();
        assertThat(check(table("FIRST", column("double", ""), "< 10", "]10..20]", "> 20")))
                .singleElement()
                .asString()
                .contains("no row for x0 = 10;");
        assertThat(check(table("UNIQUE", column("integer", "[0..100]"), "[0..50]", "(50..100]")))
                .isEmpty();
    }

    @Test
    void findsRowsThatBothHold() {
        assertThat(check(table("UNIQUE", column("integer", ""), "<= 10", ">= 10")))
                .containsExactly(
                        "error dmn-overlap: rows 1 and 2 of 'd' both hold for x0 = 10, and hit policy UNIQUE allows one; narrow one of them, or use FIRST");
        assertThat(check(table("UNIQUE", column("string", "\"a\",\"b\",\"c\""), "\"a\",\"b\"", "not(\"a\")")))
                .singleElement()
                .asString()
                .contains("both hold for x0 = \"b\"");
        assertThat(check(table("UNIQUE", column("boolean", ""), "true", "false")))
                .isEmpty();
        assertThat(check(table("COLLECT", column("integer", ""), "<= 10", ">= 5")))
                .isEmpty();
    }

    @Test
    void findsMissingValuesOfAnEnumeration() {
        assertThat(check(table("FIRST", column("string", "\"low\",\"medium\",\"high\""), "\"low\"", "\"high\"")))
                .containsExactly(
                        "warning dmn-gap: 'd' has no row for x0 = \"medium\"; add one, or a last row of dashes for all the rest");
        assertThat(check(table("FIRST", column("boolean", ""), "true")))
                .singleElement()
                .asString()
                .contains("no row for x0 = false");
        assertThat(check(table("FIRST", column("string", ""), "\"low\"")))
                .singleElement()
                .asString()
                .startsWith("info dmn-no-catch-all");
        assertThat(check(table("FIRST", column("string", "\"low\",\"high\""), "\"low\"", "\"hihg\"", "-")))
                .containsExactly(
                        "error unknown-input-value: row 2 of 'd' waits for \"hihg\" in 'x0', which is not among the allowed values");
    }

    @Test
    void findsRowsThatAreNeverReached() {
        assertThat(check(table("FIRST", column("integer", ""), "< 10", ">= 5", "7", "-")))
                .containsExactly(
                        "error dmn-unreachable-row: row 3 of 'd' is never reached: the rows before it have all its cases; move it up, or take it out");
        assertThat(check(table("FIRST", column("string", ""), "-", "contains(?, \"disk\")")))
                .singleElement()
                .asString()
                .contains("row 2 of 'd' is never reached");
    }

    @Test
    void findsCellsThatAreNoFeel() {
        assertThat(check(table("FIRST", column("string", ""), "contains(?, \"disk\"", "\"open", "-")))
                .hasSize(2)
                .allMatch(finding -> finding.startsWith("error feel-syntax: "))
                .anyMatch(finding -> finding.contains("'contains(?, \"disk\"' of 'd' is no FEEL: "));
    }

    @Test
    void saysNothingOfWhatItCannotKnow() {
        assertThat(check(table("UNIQUE", column("string", ""), "starts with(?, \"a\")", "contains(?, \"b\")", "-")))
                .isEmpty();
        assertThat(check(table("FIRST", column("string", ""), "lower", "not(null)", "-")))
                .isEmpty();
    }

    @Test
    void looksAtAllColumnsTogether() {
        String two = column("string", "\"a\",\"b\"") + column("boolean", "");

        assertThat(check(table("FIRST", two, "\"a\"|true", "\"b\"|-")))
                .containsExactly(
                        "warning dmn-gap: 'd' has no row for x0 = \"a\", x1 = false; add one, or a last row of dashes for all the rest");
        assertThat(check(table("UNIQUE", two, "\"a\"|true", "\"b\"|-", "\"a\"|false")))
                .isEmpty();
        assertThat(check(table("UNIQUE", two, "\"a\"|-", "-|true", "\"b\"|false")))
                .singleElement()
                .asString()
                .contains("rows 1 and 2 of 'd' both hold for x0 = \"a\", x1 = true");
    }

    @Test
    void findsOutputsThatAreNotAllowed() {
        String table = table("FIRST", column("boolean", ""), "true", "false")
                .replace("name=\"o\" />", "name=\"o\"><outputValues><text>\"p\",\"q\"</text></outputValues></output>")
                .replaceFirst("\"out1\"", "\"p\"");

        assertThat(check(table))
                .containsExactly("error unknown-output: row 2 of 'd' gives \"out2\" for 'o', which may be \"p\",\"q\"");
    }

    private static String column(String type, String allowed) {
        return "<input label=\"x\"><inputExpression typeRef=\"%s\"><text>x</text></inputExpression>%s</input>"
                .formatted(
                        type,
                        allowed.isEmpty() ? "" : "<inputValues><text>" + escaped(allowed) + "</text></inputValues>");
    }

    /** @param rows entries of one row, parted by a bar */
    private static String table(String policy, String columns, String... rows) {
        var text = new StringBuilder("<definitions><decision id=\"d\"><decisionTable hitPolicy=\"" + policy + "\">");
        int number = 0;
        for (String part : columns.split("(?=<input )")) {
            text.append(part.replace("<text>x</text>", "<text>x" + number++ + "</text>"));
        }
        text.append("<output name=\"o\" />");
        for (int i = 0; i < rows.length; i++) {
            text.append("<rule>");
            for (String entry : rows[i].split("\\|")) {
                text.append("<inputEntry><text>").append(escaped(entry)).append("</text></inputEntry>");
            }
            text.append("<outputEntry><text>\"out").append(i + 1).append("\"</text></outputEntry></rule>");
        }
        return text + "</decisionTable></decision></definitions>";
    }

    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }

    private static List<String> check(String table) {
        var found = new TreeSet<Finding>();
        Xml root = Xml.read(table.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        DmnRules.check(root, runbook -> true, new Feel(), new Findings("d.dmn", found));
        return found.stream()
                .map(finding -> finding.severity().text() + " " + finding.rule() + ": " + finding.reason())
                .toList();
    }
}
