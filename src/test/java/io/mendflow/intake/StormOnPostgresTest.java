package io.mendflow.intake;

import io.mendflow.Databases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("peers")
class StormOnPostgresTest extends StormTests {

    private static IntakeModule node;

    @BeforeAll
    static void start() {
        node = IntakeModule.on(Databases.postgres(), SETTINGS);
    }

    @AfterAll
    static void stop() {
        IntakeModule.closeAll();
    }

    @Override
    IntakeModule node() {
        return node;
    }
}
