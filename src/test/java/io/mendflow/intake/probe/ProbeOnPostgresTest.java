package io.mendflow.intake.probe;

import io.mendflow.Databases;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

/** What it tests runs on H2 at every build, and here with the real peers. */
@Tag("peers")
class ProbeOnPostgresTest extends ProbeTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
