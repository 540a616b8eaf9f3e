package io.mendflow.runbook;

import io.mendflow.Databases;
import javax.sql.DataSource;

class GuardOnPostgresTest extends GuardTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
