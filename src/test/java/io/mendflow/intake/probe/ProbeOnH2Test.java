package io.mendflow.intake.probe;

import io.mendflow.Databases;
import javax.sql.DataSource;

class ProbeOnH2Test extends ProbeTests {

    @Override
    DataSource database() {
        return Databases.h2();
    }
}
