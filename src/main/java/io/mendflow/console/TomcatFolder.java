package io.mendflow.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Keeps what the web server writes under {@code mendflow.home}, as everything else. */
@Component
class TomcatFolder implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final Path folder;

    TomcatFolder(@Value("${mendflow.home}") Path home) {
        this.folder = home.resolve("tomcat");
    }

    @Override
    public void customize(TomcatServletWebServerFactory tomcat) {
        try {
            tomcat.setBaseDirectory(folder.toFile());
            tomcat.setDocumentRoot(
                    Files.createDirectories(folder.resolve("documents")).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write below mendflow.home, to " + folder, e);
        }
    }
}
