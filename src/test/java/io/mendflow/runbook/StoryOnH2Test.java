package io.mendflow.runbook;

import io.mendflow.Databases;
import javax.sql.DataSource;

class StoryOnH2Test extends StoryTests {

    @Override
    DataSource database() {
        return Databases.h2();
    }
}
