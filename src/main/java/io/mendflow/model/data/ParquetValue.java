package io.mendflow.model.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Makes of a stored value of Parquet the one that is meant. */
final class ParquetValue extends PrimitiveConverter {

    /** The day of 1970 in INT96 timestamps, which count Julian days. */
    private static final long JULIAN_1970 = 2_440_588;

    private final PrimitiveTypeName stored;
    private final @Nullable LogicalTypeAnnotation meant;
    private final Consumer<Object> target;

    ParquetValue(PrimitiveType type, Consumer<Object> target) {
        this.stored = type.getPrimitiveTypeName();
        this.meant = type.getLogicalTypeAnnotation();
        this.target = target;
    }

    static ColumnType type(PrimitiveType type) {
        LogicalTypeAnnotation meant = type.getLogicalTypeAnnotation();
        if (meant instanceof DateLogicalTypeAnnotation) {
            return ColumnType.DATE;
        }
        if (meant instanceof TimestampLogicalTypeAnnotation) {
            return ColumnType.TIMESTAMP;
        }
        if (meant instanceof DecimalLogicalTypeAnnotation) {
            return ColumnType.DECIMAL;
        }
        if (meant instanceof TimeLogicalTypeAnnotation) {
            return ColumnType.TEXT;
        }
        return switch (type.getPrimitiveTypeName()) {
            case INT32, INT64 -> ColumnType.INTEGER;
            case FLOAT, DOUBLE -> ColumnType.DECIMAL;
            case BOOLEAN -> ColumnType.BOOLEAN;
            case INT96 -> ColumnType.TIMESTAMP;
            case BINARY, FIXED_LEN_BYTE_ARRAY -> ColumnType.TEXT;
        };
    }

    @Override
    public void addBoolean(boolean value) {
        target.accept(value);
    }

    @Override
    public void addInt(int value) {
        addLong(value);
    }

    @Override
    public void addLong(long value) {
        if (meant instanceof DateLogicalTypeAnnotation) {
            target.accept(LocalDate.ofEpochDay(value));
        } else if (meant instanceof TimestampLogicalTypeAnnotation timestamp) {
            Instant moment = moment(value, timestamp.getUnit());
            target.accept(timestamp.isAdjustedToUTC() ? moment : LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
        } else if (meant instanceof DecimalLogicalTypeAnnotation decimal) {
            target.accept(BigDecimal.valueOf(value, decimal.getScale()));
        } else if (meant instanceof TimeLogicalTypeAnnotation time) {
            target.accept(LocalTime.ofNanoOfDay(value * nanos(time.getUnit())).toString());
        } else {
            target.accept(value);
        }
    }

    /** As it is written, not as its nearest double is: 0.1 and not 0.10000000149. */
    @Override
    public void addFloat(float value) {
        target.accept(Double.valueOf(Float.toString(value)));
    }

    @Override
    public void addDouble(double value) {
        target.accept(value);
    }

    @Override
    public void addBinary(Binary value) {
        if (meant instanceof DecimalLogicalTypeAnnotation decimal) {
            target.accept(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
        } else if (meant instanceof StringLogicalTypeAnnotation
                || meant instanceof EnumLogicalTypeAnnotation
                || meant instanceof JsonLogicalTypeAnnotation) {
            target.accept(value.toStringUsingUTF8());
        } else if (stored == PrimitiveTypeName.INT96) {
            ByteBuffer parts = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            long nanos = parts.getLong();
            target.accept(Instant.ofEpochSecond((parts.getInt() - JULIAN_1970) * 86_400, nanos));
        } else {
            target.accept(HexFormat.of().formatHex(value.getBytes()));
        }
    }

    private static Instant moment(long value, TimeUnit unit) {
        long perSecond = 1_000_000_000 / nanos(unit);
        return Instant.ofEpochSecond(Math.floorDiv(value, perSecond), Math.floorMod(value, perSecond) * nanos(unit));
    }

    private static long nanos(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> 1_000_000;
            case MICROS -> 1_000;
            case NANOS -> 1;
        };
    }
}
