package io.mendflow.intake;

import io.mendflow.Databases;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("peers")
class HooksOnPostgresTest extends HooksTests {

    private static List<IntakeModule> nodes;

    @BeforeAll
    static void start() {
        DataSource database = Databases.postgres();
        nodes = List.of(IntakeModule.on(database, SETTINGS), IntakeModule.on(database, SETTINGS));
    }

    @AfterAll
    static void stop() {
        IntakeModule.closeAll();
    }

    @Override
    List<IntakeModule> nodes() {
        return nodes;
    }
}
