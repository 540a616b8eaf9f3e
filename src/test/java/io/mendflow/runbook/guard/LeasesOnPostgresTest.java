package io.mendflow.runbook.guard;

import io.mendflow.Databases;
import javax.sql.DataSource;

class LeasesOnPostgresTest extends LeasesTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
