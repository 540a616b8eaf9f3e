package io.mendflow.model.drift;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a data set, numbers or categories. Arrays that are in memory become one by the methods here; rows that stream in from a file or a
 * database are written through a {@link ColumnStore}, which needs no memory for them.
 */
public sealed interface Column permits NumericColumn, CategoricalColumn {

    /** All rows, those without a value too. */
    int rows();

    /** What a person calls this type: {@code numeric} or {@code categorical}. */
    String type();

    /** A column of numbers; NaN is a missing one. The array is not copied: leave it as it is until the comparison is done. */
    static NumericColumn numeric(double... values) {
        return new NumericColumn(values.length, target -> System.arraycopy(values, 0, target, 0, values.length));
    }

    /** A column of categories; null is a missing one. */
    static CategoricalColumn categorical(@Nullable String... values) {
        var writer = new CategoricalWriter("values", Tape.inMemory());
        Arrays.stream(values).forEach(writer::add);
        return writer.column();
    }

    /**
     * A column of categories by their place in a dictionary.
     *
     * @param codes one for each row; -1 is a missing one
     */
    static CategoricalColumn categorical(List<String> dictionary, int... codes) {
        return CategoricalColumn.of(dictionary, codes);
    }
}
