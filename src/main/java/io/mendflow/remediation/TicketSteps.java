package io.mendflow.remediation;

import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ticket of an incident, kept beside the healing and never in its way: when the ticket system is down for good, the flow says so and goes on. */
@Configuration(proxyBeanMethods = false)
class TicketSteps {

    /** Where the tasks about tickets leave the ticket's id. */
    private static final String TICKET = "ticket";

    private final Incidents incidents;
    private final Timeline timeline;
    private final JavaDelegate openTicket;
    private final JavaDelegate closeTicket;

    TicketSteps(
            Incidents incidents,
            Timeline timeline,
            @Qualifier("openTicket") JavaDelegate openTicket,
            @Qualifier("closeTicket") JavaDelegate closeTicket) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.openTicket = openTicket;
        this.closeTicket = closeTicket;
    }

    @Bean
    JavaDelegate tryOpenTicket() {
        return execution -> attempt(openTicket, execution, "opened");
    }

    @Bean
    JavaDelegate tryCloseTicket() {
        return execution -> {
            // An incident that was reopened meanwhile has another flow, which goes on with the ticket.
            if (isOf(execution)) {
                attempt(closeTicket, execution, "closed");
            }
        };
    }

    private boolean isOf(DelegateExecution execution) {
        return incidents
                .find(execution.getProcessBusinessKey())
                .map(Incident::processInstanceId)
                .filter(process -> !process.equals(execution.getProcessInstanceId()))
                .isEmpty();
    }

    private void attempt(JavaDelegate deed, DelegateExecution execution, String done) throws Exception {
        String key = execution.getProcessBusinessKey();
        try {
            deed.execute(execution);
        } catch (Exception e) {
            if (!LastTry.is()) {
                throw e;
            }
            timeline.append(key, "ticket", "The ticket could not be %s: %s".formatted(done, e.getMessage()));
            return;
        }
        Object ticket = execution.getVariableLocal(TICKET);
        if (ticket != null) {
            timeline.append(key, "ticket", "Ticket %s %s".formatted(ticket, done));
        }
    }
}
