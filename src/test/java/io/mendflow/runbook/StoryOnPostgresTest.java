package io.mendflow.runbook;

import io.mendflow.Databases;
import javax.sql.DataSource;

class StoryOnPostgresTest extends StoryTests {

    @Override
    DataSource database() {
        return Databases.postgres();
    }
}
