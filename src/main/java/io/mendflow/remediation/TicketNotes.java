package io.mendflow.remediation;

import io.mendflow.incident.Timeline;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Writes onto the timeline what became of an incident's ticket. */
@Configuration(proxyBeanMethods = false)
class TicketNotes {

    /** Where the tasks about tickets leave the ticket's id. */
    private static final String TICKET = "ticket";

    private final Timeline timeline;

    TicketNotes(Timeline timeline) {
        this.timeline = timeline;
    }

    @Bean
    ExecutionListener noteTicketOpened() {
        return note("opened");
    }

    @Bean
    ExecutionListener noteTicketClosed() {
        return note("closed");
    }

    private ExecutionListener note(String deed) {
        return execution -> {
            Object ticket = execution.getVariableLocal(TICKET);
            if (ticket != null) {
                timeline.append(execution.getProcessBusinessKey(), "ticket", "Ticket %s %s".formatted(ticket, deed));
            }
        };
    }
}
