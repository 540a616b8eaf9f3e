package io.mendflow.connector.mlflow;

import io.mendflow.connector.ModelStore;
import java.time.Clock;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** MLflow as the model store, when it is set as such. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "mendflow.model-store.kind", havingValue = "mlflow")
class MlflowConfiguration {

    /** Takes routes lazily, because beans of routes may use ports. */
    @Bean
    ModelStore modelStore(
            @Lazy ProducerTemplate routes,
            MlflowSettings settings,
            Login login,
            Buckets buckets,
            Webhook webhook,
            Clock clock) {
        return new MlflowModelStore(new Api(routes, settings), settings, login, buckets, webhook, clock);
    }
}
