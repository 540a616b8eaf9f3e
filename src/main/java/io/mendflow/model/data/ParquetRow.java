package io.mendflow.model.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/** Puts the values of a Parquet file together to rows. Nested groups become columns such as {@code home.city}; lists and maps become text such as [1,2]. */
final class ParquetRow extends RecordMaterializer<List<@Nullable Object>> {

    private final List<Column> columns = new ArrayList<>();
    private final Group root;
    private @Nullable Object[] values = {};

    ParquetRow(MessageType schema) {
        root = new Group(schema, "");
        values = new Object[columns.size()];
    }

    List<Column> columns() {
        return columns;
    }

    @Override
    public List<@Nullable Object> getCurrentRecord() {
        return Arrays.asList(values);
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private Converter converter(Type type, String prefix) {
        String name = prefix + type.getName();
        if (!isList(type) && !type.isPrimitive()) {
            return new Group(type.asGroupType(), name + ".");
        }
        int place = columns.size();
        if (isList(type)) {
            columns.add(new Column(name, ColumnType.TEXT));
            return new ParquetList(type, text -> values[place] = text).converter();
        }
        columns.add(new Column(name, ParquetValue.type(type.asPrimitiveType())));
        return new ParquetValue(type.asPrimitiveType(), value -> values[place] = value);
    }

    private static boolean isList(Type type) {
        return type.isRepetition(Repetition.REPEATED)
                || type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
                || type.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
    }

    /** The whole row, or a group in it. */
    private final class Group extends GroupConverter {

        private final Converter[] fields;
        private final boolean whole;

        Group(GroupType type, String prefix) {
            whole = prefix.isEmpty();
            fields = type.getFields().stream()
                    .map(field -> converter(field, prefix))
                    .toArray(Converter[]::new);
        }

        @Override
        public Converter getConverter(int field) {
            return fields[field];
        }

        @Override
        public void start() {
            if (whole) {
                values = new Object[columns.size()];
            }
        }

        @Override
        public void end() {
            // The values are in the row already.
        }
    }
}
