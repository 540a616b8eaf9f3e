package io.mendflow.runbook;

import io.mendflow.Databases;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

/** What it tests runs on H2 at every build, and here with the real peers. */
@Tag("peers")
class StoryOnPostgresTest extends StoryTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
