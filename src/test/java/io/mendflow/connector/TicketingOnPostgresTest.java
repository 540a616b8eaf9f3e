package io.mendflow.connector;

import io.mendflow.Databases;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TicketingOnPostgresTest extends TicketingTests {

    private static ConnectorModule module;

    @BeforeAll
    static void start() {
        module = ConnectorModule.start(Databases.postgres(), Map.of());
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @Override
    ConnectorModule module() {
        return module;
    }
}
