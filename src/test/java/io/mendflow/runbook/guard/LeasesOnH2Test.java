package io.mendflow.runbook.guard;

import io.mendflow.Databases;
import javax.sql.DataSource;

class LeasesOnH2Test extends LeasesTests {

    @Override
    DataSource database() {
        return Databases.h2();
    }
}
