package io.mendflow.incident;

import io.mendflow.Databases;
import org.junit.jupiter.api.BeforeAll;

class AffinitiesOnH2Test extends AffinitiesTests {

    private static IncidentModule module;

    @BeforeAll
    static void start() {
        module = IncidentModule.on(Databases.h2());
    }

    @Override
    IncidentModule module() {
        return module;
    }
}
