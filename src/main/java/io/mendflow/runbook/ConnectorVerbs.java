package io.mendflow.runbook;

import io.mendflow.connector.Database;
import io.mendflow.connector.Host;
import io.mendflow.connector.Http;
import io.mendflow.connector.Kubernetes;
import io.mendflow.connector.Monitoring;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What runbooks reach the outside by: the connectors' ports. */
@Configuration(proxyBeanMethods = false)
class ConnectorVerbs {

    @Bean
    Verb httpVerb(Http http) {
        return new Verb("http", http);
    }

    @Bean
    Verb hostVerb(Host host) {
        return new Verb("host", host);
    }

    @Bean
    Verb monitoringVerb(Monitoring monitoring) {
        return new Verb("monitoring", monitoring);
    }

    @Bean
    Verb kubernetesVerb(Kubernetes kubernetes) {
        return new Verb("kubernetes", kubernetes);
    }

    @Bean
    Verb databaseVerb(Database database) {
        return new Verb("database", database);
    }

    /** How connectors look up the secrets that their settings name, without knowing this package. */
    @Bean
    Function<String, Optional<String>> secretsByName(Secrets secrets) {
        return secrets::find;
    }
}
