package io.mendflow.connector;

import io.mendflow.connector.Database.Place;
import io.mendflow.connector.DatabaseRequest.Kind;
import java.util.List;
import java.util.Map;

/**
 * A database that the settings name. A statement is one plain text; each value in it is a {@code ?}, given after the text, or a {@code :name}, given
 * by one map: {@code query('select … where id = :id', [id: 7])}. A list in the map stands for several values, as {@code in (:ids)} wants them.
 */
public class NamedDatabase implements Port {

    private final Place place;

    NamedDatabase(Place place) {
        this.place = place;
    }

    /** True when a connection comes about, be it refused for who asks; false when nobody is there. */
    @Read
    public boolean isReachable() {
        return place.isReachable();
    }

    /**
     * Reads rows in a transaction that may only read and is rolled back: at most the first 1,000, each a map from column to value in which upper
     * and lower case are alike.
     *
     * @throws IllegalArgumentException when values are mixed into the text, or it is not a query
     */
    @Read
    public List<Map<String, Object>> query(Object sql, Object... parameters) {
        return place.rows(Kind.QUERY, sql, parameters);
    }

    /**
     * Changes rows, in a transaction of its own.
     *
     * @return how many rows it changed
     * @throws NotAllowed when the settings do not allow the statement
     */
    @Effect
    public int update(Object sql, Object... parameters) {
        return place.update(sql, parameters);
    }

    /**
     * Calls a function that changes something, such as {@code call('select refresh_stock(?)', 7)}, in a transaction of its own.
     *
     * @return what it gives, as {@link #query} would
     * @throws NotAllowed when the settings do not allow the statement
     */
    @Effect
    public List<Map<String, Object>> call(Object sql, Object... parameters) {
        return place.rows(Kind.CALL, sql, parameters);
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return place.target();
    }
}
