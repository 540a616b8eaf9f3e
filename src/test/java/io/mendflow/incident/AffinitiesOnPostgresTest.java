package io.mendflow.incident;

import io.mendflow.Databases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("peers")
class AffinitiesOnPostgresTest extends AffinitiesTests {

    private static IncidentModule module;

    @BeforeAll
    static void start() {
        module = IncidentModule.on(Databases.postgres());
    }

    @Override
    IncidentModule module() {
        return module;
    }
}
