package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplayDeadLettersTest {

    private final Library library = Library.shared();

    @Test
    void replaysOneAndThenTheRest() {
        var dead = new AtomicInteger(3);
        library.web().answers("/dead/api/ledger", body -> "{\"deadLettered\":" + dead + "}");
        library.web()
                .answers("/dead/api/dead-letters", body -> "{\"items\":[{\"receipt\":\"a\"},{\"receipt\":\"b\"}]}");
        for (String receipt : new String[] {"a", "b"}) {
            library.web().answers("/dead/api/dead-letters/" + receipt + "/replay", body -> "" + dead.decrementAndGet());
        }

        RunDetails run = library.run(
                "replay-dead-letters",
                Map.of("from", "mendflow", "url", library.web().url("/dead"), "most", 2));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(dead).hasValue(1);
    }

    @Test
    void asksTheBrokerToMoveSoManyAndNoMore() {
        var dead = new AtomicInteger(9);
        library.web().answers("/rabbit/api/queues///dead", body -> "{\"messages\":" + dead + "}");
        library.web().answers("/rabbit/api/queues///orders", body -> "{\"consumers\":1}");
        library.web().answers("/rabbit/api/parameters/shovel///mendflow-dead", body -> {
            dead.addAndGet(-Integer.parseInt(body.replaceFirst(".*\"src-delete-after\":(\\d+).*", "$1")));
            return "";
        });

        RunDetails run = library.run(
                "replay-dead-letters",
                Map.of(
                        "from",
                        "rabbitmq",
                        "url",
                        library.web().url("/rabbit"),
                        "queue",
                        "dead",
                        "to",
                        "orders",
                        "most",
                        5));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(dead).hasValue(4);
    }
}
