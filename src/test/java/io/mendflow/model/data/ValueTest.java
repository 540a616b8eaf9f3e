package io.mendflow.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTest {

    private final Value value = new Value();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | INTEGER | 12",
                "-7 | INTEGER | -7",
                "007 | TEXT | NaN",
                "0 | INTEGER | 0",
                "0.5 | POINT | 0.5",
                ".5 | POINT | 0.5",
                "1e3 | POINT | 1000",
                "1e | QUANTITY | 1",
                "1,234.5 | POINT | 1234.5",
                "1,234,567 | POINT | 1234567",
                "1.234,5 | COMMA | 1234.5",
                "1.234.567 | COMMA | 1234567",
                "1,5 | COMMA | 1.5",
                "1234,567 | COMMA | 1234.567",
                "1,234 | COMMA_OR_THOUSANDS | NaN",
                "1,23,4.5 | TEXT | NaN",
                "1.2.3 | TEXT | NaN",
                "- | TEXT | NaN",
                "12 kg | QUANTITY | 12",
                "12kg | QUANTITY | 12",
                "5 % | QUANTITY | 5",
                "€ 5.50 | QUANTITY | 5.5",
                "12 Main St | TEXT | NaN",
                "true | BOOLEAN | NaN",
                "FALSE | BOOLEAN | NaN",
                "yes | TEXT | NaN",
                "NaN | TEXT | NaN",
            })
    void tellsNumbersApart(String text, Form form, Double number) {
        value.read(text);

        assertThat(value.form()).isEqualTo(form);
        assertThat(Double.valueOf(value.number())).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-03, DATE, 2026-02-03T00:00:00Z",
        "2026/02/03, DATE_SLASHES, 2026-02-03T00:00:00Z",
        "3.2.2026, DATE_POINTS, 2026-02-03T00:00:00Z",
        "03-02-2026, DAY_DASHES, 2026-02-03T00:00:00Z",
        "13/02/2026, DAY_SLASHES, 2026-02-13T00:00:00Z",
        "02/13/2026, MONTH_SLASHES, 2026-02-13T00:00:00Z",
        "02/03/2026, EITHER_SLASHES,",
        "2026-02-30, TEXT,",
        "30.02.2026, TEXT,",
        "2026-02-03T04:05, TIMESTAMP, 2026-02-03T04:05:00Z",
        "2026-02-03 04:05:06, TIMESTAMP_SPACE, 2026-02-03T04:05:06Z",
        "2026-02-03T04:05:06.789Z, TIMESTAMP_ZONE, 2026-02-03T04:05:06Z",
        "2026-02-03T04:05:06+02:00, TIMESTAMP_ZONE, 2026-02-03T02:05:06Z",
        "2026-02-03 04:05:06-0130, TIMESTAMP_SPACE_ZONE, 2026-02-03T05:35:06Z",
        "2026-02-03 04:05:06+02, TIMESTAMP_SPACE_ZONE, 2026-02-03T02:05:06Z",
        "2026-02-03T24:05:06Z, TEXT,",
        "2026-02-03Tsometime, TEXT,",
    })
    void tellsDatesAndTimesApart(String text, Form form, Instant moment) {
        value.read(text);

        assertThat(value.form()).isEqualTo(form);
        assertThat(value.second()).isEqualTo(moment == null ? Moments.NONE : moment.getEpochSecond());
    }
}
