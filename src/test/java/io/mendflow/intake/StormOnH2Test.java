package io.mendflow.intake;

import io.mendflow.Databases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class StormOnH2Test extends StormTests {

    private static IntakeModule node;

    @BeforeAll
    static void start() {
        node = IntakeModule.on(Databases.h2(), SETTINGS);
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
