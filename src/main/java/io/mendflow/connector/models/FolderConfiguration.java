package io.mendflow.connector.models;

import io.mendflow.connector.ModelStore;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The folder as the model store, unless another kind is set. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "mendflow.model-store.kind", havingValue = "folder", matchIfMissing = true)
class FolderConfiguration {

    @Bean
    ModelStore modelStore(FolderSettings settings, @Value("${mendflow.home}") Path home, Clock clock) {
        Path folder = settings.folder();
        return new FolderModelStore(folder == null ? home.resolve("models") : folder, clock);
    }
}
