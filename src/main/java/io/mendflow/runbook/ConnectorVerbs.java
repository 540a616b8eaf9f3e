package io.mendflow.runbook;

import io.mendflow.connector.Database;
import io.mendflow.connector.Docker;
import io.mendflow.connector.Host;
import io.mendflow.connector.Http;
import io.mendflow.connector.Kubernetes;
import io.mendflow.connector.Mail;
import io.mendflow.connector.Monitoring;
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
    Verb dockerVerb(Docker docker) {
        return new Verb("docker", docker);
    }

    @Bean
    Verb mailVerb(Mail mail) {
        return new Verb("mail", mail);
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
}
