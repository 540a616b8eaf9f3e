package io.mendflow.runbook.guard;

import io.mendflow.Databases;
import javax.sql.DataSource;

class AutonomyOnPostgresTest extends AutonomyTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
