package io.mendflow.demo;

import io.mendflow.incident.TimelineAppended;
import io.mendflow.model.PromotionTold;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Shows the timeline of every incident and promotion on the terminal as it happens. */
@Component
@Profile("demo")
class TimelineOnTerminal {

    private static final Logger log = LoggerFactory.getLogger(TimelineOnTerminal.class);

    @TransactionalEventListener(fallbackExecution = true)
    void show(TimelineAppended line) {
        log.info("   {}  {}  {}", line.key(), pad(line.kind()), line.text());
    }

    @TransactionalEventListener(fallbackExecution = true)
    void show(PromotionTold line) {
        log.info("   {}  {}  {}", line.promotion(), pad(line.kind()), line.text());
    }

    private static String pad(String kind) {
        return (kind + " ".repeat(18)).substring(0, Math.max(18, kind.length()));
    }
}
