package io.mendflow.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PromQlTest {

    @Test
    void fillsPlacesInQuotes() {
        assertThat(fill("rate(x{job=\"{service}\",env='{environment}'}[5m]) > 0", "web"))
                .isEqualTo("rate(x{job=\"web\",env='prod'}[5m]) > 0");
    }

    @Test
    void keepsAValueOneText() {
        assertThat(fill("up{job=\"{service}\"}", "a\"} or up{x=\"")).isEqualTo("up{job=\"a\\x22} or up{x=\\x22\"}");
        assertThat(fill("up{job='{service}'}", "a'\\\n")).isEqualTo("up{job='a\\x27\\\\\\x0a'}");
    }

    @Test
    void keepsAValueLiteralInARegularExpression() {
        assertThat(fill("up{job=~\"{service}-.*\"}", "a.*|b")).isEqualTo("up{job=~\"a\\\\.\\\\*\\\\|b-.*\"}");
        assertThat(fill("up{job !~ '{service}'}", "a.b")).isEqualTo("up{job !~ 'a\\\\.b'}");
    }

    @Test
    void leavesSelectorsAndEscapedQuotesAlone() {
        assertThat(fill("up{a=\"\\\"{service}\"} + down{b=\"c\"}", "web"))
                .isEqualTo("up{a=\"\\\"web\"} + down{b=\"c\"}");
    }

    @Test
    void refusesAPlaceWhereAValueCannotBeEscaped() {
        for (String promql : new String[] {"{service}_up", "up{a=`{service}`}", "up{a=\"b\"} + {environment}"}) {
            assertThatThrownBy(() -> PromQl.check(promql))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(promql);
        }
    }

    private static String fill(String promql, String service) {
        return PromQl.fill(promql, Map.of("service", service, "environment", "prod"));
    }
}
