package io.mendflow.model.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of a table, by one thread. */
public interface RowReader extends AutoCloseable {

    /** The columns as the table names them: a name may be empty or come twice. JSON lines find more of them on the way. */
    List<Column> columns();

    /**
     * The next row, or null after the last.
     *
     * @throws TableUnreadable when nothing more can be read
     */
    @Nullable
    Row next();

    /** What is worth a look about the table's end, once it was read; null when nothing is. */
    default @Nullable String remark() {
        return null;
    }

    @Override
    void close();
}
