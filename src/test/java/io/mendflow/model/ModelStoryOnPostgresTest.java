package io.mendflow.model;

import io.mendflow.Databases;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What it tests runs on H2 at every build, and here with the real peers. */
@Tag("peers")
class ModelStoryOnPostgresTest extends ModelStoryTests {

    @TempDir
    static Path folder;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) throws IOException {
        settings.add("spring.datasource.url", Databases::postgresUrl);
        settings(settings, folder, Databases.postgresUrl());
    }
}
