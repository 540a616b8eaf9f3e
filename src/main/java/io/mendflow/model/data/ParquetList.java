package io.mendflow.model.data;

import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/** Writes a list or a map of a Parquet file as text: its values in their order, each level in brackets. */
final class ParquetList {

    private final StringBuilder text = new StringBuilder();
    private final Consumer<String> target;
    private final Converter converter;

    ParquetList(Type type, Consumer<String> target) {
        this.target = target;
        this.converter = converter(type, true, type.isRepetition(Repetition.REPEATED));
    }

    Converter converter() {
        return converter;
    }

    private Converter converter(Type type, boolean outermost, boolean bare) {
        if (type.isPrimitive()) {
            return new ParquetValue(type.asPrimitiveType(), value -> {
                if (outermost && bare) {
                    // A repeated field without a list around it has no end of its own.
                    text.setLength(0);
                }
                separate();
                text.append(RowHashes.text(value));
                if (outermost) {
                    target.accept(text.toString());
                }
            });
        }
        return new Level(type, outermost);
    }

    private void separate() {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '[') {
            text.append(',');
        }
    }

    private final class Level extends GroupConverter {

        private final Converter[] fields;
        private final boolean outermost;
        /** The group between a list and its elements is no level for people. */
        private final boolean shown;

        Level(Type type, boolean outermost) {
            this.outermost = outermost;
            this.shown = outermost || !type.isRepetition(Repetition.REPEATED);
            this.fields = type.asGroupType().getFields().stream()
                    .map(field -> converter(field, false, false))
                    .toArray(Converter[]::new);
        }

        @Override
        public Converter getConverter(int field) {
            return fields[field];
        }

        @Override
        public void start() {
            if (outermost) {
                text.setLength(0);
            }
            if (shown) {
                separate();
                text.append('[');
            }
        }

        @Override
        public void end() {
            if (shown) {
                text.append(']');
            }
            if (outermost) {
                target.accept(text.toString());
            }
        }
    }
}
