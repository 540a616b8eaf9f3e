package io.mendflow.intake.broker;

import io.mendflow.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that can be out of reach. */
final class Outage extends DelegatingDataSource {

    private volatile boolean away;

    Outage() {
        this(Databases.h2());
    }

    Outage(DataSource database) {
        super(database);
    }

    void begin() {
        away = true;
    }

    void end() {
        away = false;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("The database is out of reach", "08001");
        }
        return super.getConnection();
    }
}
