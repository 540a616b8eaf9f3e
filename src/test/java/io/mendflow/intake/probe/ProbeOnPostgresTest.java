package io.mendflow.intake.probe;

import io.mendflow.Databases;
import javax.sql.DataSource;

class ProbeOnPostgresTest extends ProbeTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
