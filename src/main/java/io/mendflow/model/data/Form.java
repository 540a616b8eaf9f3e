package io.mendflow.model.data;

import org.jspecify.annotations.Nullable;

/** How one value is written. */
enum Form {
    INTEGER(ColumnType.INTEGER, null),
    /** With a point before the decimals, and perhaps commas between thousands. */
    POINT(ColumnType.DECIMAL, null),
    /** With a comma before the decimals, and perhaps points between thousands. */
    COMMA(ColumnType.TEXT, null),
    /** One comma and three digits: thousands to some, decimals to others. */
    COMMA_OR_THOUSANDS(ColumnType.TEXT, null),
    QUANTITY(ColumnType.TEXT, null),
    BOOLEAN(ColumnType.BOOLEAN, null),
    DATE(ColumnType.DATE, "yyyy-MM-dd"),
    DATE_SLASHES(ColumnType.TEXT, "yyyy/MM/dd"),
    DATE_POINTS(ColumnType.TEXT, "dd.MM.yyyy"),
    DAY_DASHES(ColumnType.TEXT, "dd-MM-yyyy"),
    DAY_SLASHES(ColumnType.TEXT, "dd/MM/yyyy"),
    MONTH_SLASHES(ColumnType.TEXT, "MM/dd/yyyy"),
    /** Day and month are both at most twelve. */
    EITHER_SLASHES(ColumnType.TEXT, "dd/MM/yyyy or MM/dd/yyyy"),
    TIMESTAMP(ColumnType.TIMESTAMP, "yyyy-MM-ddTHH:mm:ss"),
    TIMESTAMP_ZONE(ColumnType.TIMESTAMP, "yyyy-MM-ddTHH:mm:ss with zone"),
    TIMESTAMP_SPACE(ColumnType.TIMESTAMP, "yyyy-MM-dd HH:mm:ss"),
    TIMESTAMP_SPACE_ZONE(ColumnType.TIMESTAMP, "yyyy-MM-dd HH:mm:ss with zone"),
    TEXT(ColumnType.TEXT, null);

    private final ColumnType type;
    private final @Nullable String pattern;

    Form(ColumnType type, @Nullable String pattern) {
        this.type = type;
        this.pattern = pattern;
    }

    /** The type of a value written so, where nothing tells how else to read it. */
    ColumnType type() {
        return type;
    }

    /** What a date or a time written so looks like; null for all else. */
    @Nullable
    String pattern() {
        return pattern;
    }
}
