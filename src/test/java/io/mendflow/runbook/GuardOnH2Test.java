package io.mendflow.runbook;

import io.mendflow.Databases;
import javax.sql.DataSource;

class GuardOnH2Test extends GuardTests {

    @Override
    DataSource database() {
        return Databases.h2();
    }
}
