package io.mendflow.connector;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Takes the rows of an answer one at a time, so that it may be larger than memory. */
public interface RowSink {

    /** Called once, before the first row. */
    void begin(ResultSetMetaData columns) throws SQLException, IOException;

    /**
     * Called for each row.
     *
     * @param row of which it reads the values, and nothing else
     */
    void row(ResultSet row) throws SQLException, IOException;
}
