package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsYamlTest {

    private static final String FULL =
            """
            label: churned
            key: [customer, month]
            rows:
              min: 10
              max: 100000
              reference: 5000
              change: 0.2
              malformed: 0.001
              duplicates: 0.01
            freshness:
              column: updated
              at-most: P2D
            leakage:
              threshold: 0.9
              sample: 5000
              accepted: [score]
            other-columns: refuse
            missing-values: [NA, "null"]
            columns:
              age: {type: integer, missing: 0.05, min: 0, max: 120}
              joined: {type: date, format: dd.MM.yyyy, min: 2020-01-01}
              country: {type: text, allowed: [DE, FR, "NO"], tolerate: 0.01}
              weight: {type: decimal, unit: kg, decimal-mark: comma, max: 0.5}
              mail: {type: text, unique: true, personal: true, required: false}
            """;

    @Test
    void readsEverything() {
        Expectations read = Expectations.parse(FULL);

        assertThat(read.label()).isEqualTo("churned");
        assertThat(read.key()).containsExactly("customer", "month");
        assertThat(read.rows()).isEqualTo(new Expectations.Rows(10L, 100_000L, 5_000L, 0.2, 0.001, 0.01));
        assertThat(read.freshness()).isEqualTo(new Expectations.Freshness("updated", Duration.ofDays(2)));
        assertThat(read.leakage()).isEqualTo(new Expectations.Leakage(0.9, 5_000, List.of("score")));
        assertThat(read.otherColumns()).isEqualTo(Expectations.Others.REFUSE);
        assertThat(read.missingValues()).containsExactly("NA", "null");
        assertThat(read.columns().get("age").max()).isEqualTo(new Limit("120", 120));
        assertThat(read.columns().get("joined").format()).isEqualTo("dd.MM.yyyy");
        assertThat(read.columns().get("joined").min()).isEqualTo(new Limit("2020-01-01", 1_577_836_800));
        assertThat(read.columns().get("country").allowed()).containsExactly("DE", "FR", "NO");
        assertThat(read.columns().get("weight").decimalComma()).isTrue();
        assertThat(read.columns().get("mail").personal()).isTrue();
    }

    @Test
    void writesWhatItReadsBack() {
        Expectations read = Expectations.parse(FULL);

        assertThat(Expectations.parse(read.toYaml())).isEqualTo(read);
        assertThat(Expectations.parse(Expectations.NONE.toYaml())).isEqualTo(Expectations.NONE);
        assertThat(Expectations.parse("columns: {a: {}, b: }").columns()).containsOnlyKeys("a", "b");
    }

    @Test
    void namesTheLineOfEveryProblem() {
        List<String> problems = problems(
                """
                label: [a]
                row:
                  min: 1
                rows:
                  min: many
                  max: -1
                freshness:
                  at-most: 2 days
                leakage: {sample: 3}
                other-columns: maybe
                columns:
                  age: {typ: integer, missing: 1.5}
                  age: {type: int}
                  joined: {type: date, format: bb, max: 12}
                  price: {format: yyyy, min: 2, max: 1, unique: yes}
                  note: text
                """);

        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem).startsWith("line 1: 'label' expects one value"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("line 2: unknown key 'row'")
                        .contains("rows"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 5: 'min' expects a whole number"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 6: 'max' expects a whole number"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 8: 'at-most' expects a duration"))
                .anySatisfy(problem -> assertThat(problem).contains("'column' is missing"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 9: 'sample' expects 100"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("line 10: 'other-columns' expects one of allow, warn, refuse"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 12: unknown key 'typ'"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 12: 'missing' expects a share"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 13: 'age' comes twice"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 14: 'format' expects"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 14: 'max' expects a date"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 15: 'format' needs"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 15: 'max' is below"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 15: 'unique' expects true or false"))
                .anySatisfy(problem -> assertThat(problem).startsWith("line 16: expected keys"))
                .hasSize(17);
    }

    @Test
    void saysWhereItIsNoYaml() {
        assertThat(problems("label: a\nrows: [1, 2\nkey: b\n"))
                .singleElement()
                .asString()
                .startsWith("line 3: not YAML");
        assertThat(problems("- a\n")).singleElement().asString().contains("line 1", "a list");
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(ExpectationsInvalid.class, () -> Expectations.parse(yaml))
                .problems();
    }
}
