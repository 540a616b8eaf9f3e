package io.mendflow.runbook.guard;

import io.mendflow.Databases;
import javax.sql.DataSource;

class AutonomyOnH2Test extends AutonomyTests {

    @Override
    DataSource database() {
        return Databases.h2();
    }
}
