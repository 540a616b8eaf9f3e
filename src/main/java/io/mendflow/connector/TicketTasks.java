package io.mendflow.connector;

import java.util.Objects;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Service tasks about the ticket of an incident. Each has the input parameter {@code incidentKey}. */
@Configuration(proxyBeanMethods = false)
class TicketTasks {

    private final Ticketing ticketing;

    TicketTasks(Ticketing ticketing) {
        this.ticketing = ticketing;
    }

    /** Further inputs: {@code title}, {@code description}, {@code priority}. */
    @Bean
    JavaDelegate openTicket() {
        return execution -> ticketing.open(new TicketRequest(
                input(execution, "incidentKey"),
                input(execution, "title"),
                input(execution, "description"),
                input(execution, "priority")));
    }

    /** Further input: {@code text}. An incident without a ticket is passed over. */
    @Bean
    JavaDelegate commentOnTicket() {
        return execution -> ticketing
                .ofIncident(input(execution, "incidentKey"))
                .ifPresent(ticket -> ticketing.comment(ticket.id(), input(execution, "text")));
    }

    /** Further input: {@code resolution}. An incident without a ticket is passed over. */
    @Bean
    JavaDelegate closeTicket() {
        return execution -> ticketing
                .ofIncident(input(execution, "incidentKey"))
                .ifPresent(ticket -> ticketing.close(ticket.id(), input(execution, "resolution")));
    }

    private static String input(DelegateExecution execution, String name) {
        return Objects.toString(execution.getVariableLocal(name), "");
    }
}
