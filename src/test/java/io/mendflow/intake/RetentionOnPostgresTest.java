package io.mendflow.intake;

import io.mendflow.Databases;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("peers")
class RetentionOnPostgresTest extends RetentionTests {

    private static IntakeModule node;
    private static IntakeModule other;

    @BeforeAll
    static void start() {
        DataSource database = Databases.postgres();
        node = IntakeModule.on(database, AGES);
        other = IntakeModule.on(database, COUNTS);
    }

    @AfterAll
    static void stop() {
        IntakeModule.closeAll();
    }

    @Override
    IntakeModule node() {
        return node;
    }

    @Override
    IntakeModule counting() {
        return other;
    }
}
