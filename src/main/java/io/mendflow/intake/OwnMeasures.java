package io.mendflow.intake;

import io.micrometer.observation.ObservationPredicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Deliveries are measured by {@link Meters} alone: in a storm, what Spring measures of each request costs as much as reading it. */
@Configuration(proxyBeanMethods = false)
class OwnMeasures {

    @Bean
    ObservationPredicate allButDeliveries() {
        return (name, context) -> !(context instanceof ServerRequestObservationContext request
                && request.getCarrier() != null
                && request.getCarrier().getRequestURI().startsWith("/hooks/"));
    }
}
