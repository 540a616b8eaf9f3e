package io.mendflow.connector;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Mail to people: {@code mail.send(to: 'ops@example.org', subject: '…', text: '…')}. Who sends it is the route {@code mail.send}: SMTP as shipped.
 * What is sent cannot be taken back.
 */
@Component
public class Mail implements Port {

    private static final Set<String> REQUIRED = Set.of("to", "subject", "text");

    private final Calls calls;

    Mail(Calls calls) {
        this.calls = calls;
    }

    /**
     * Sends a plain text. Either all recipients get it or none.
     *
     * @param message {@code to} (an address, or a list of them), {@code subject} and {@code text}
     * @return the message's id
     * @throws NotAllowed when {@code mendflow.mail.allowed-recipients} does not allow one of the recipients
     */
    @Effect
    public String send(Map<String, ?> message) {
        if (!message.keySet().equals(REQUIRED)) {
            throw new IllegalArgumentException("Expected a message with %s, got one with %s"
                    .formatted(new TreeSet<>(REQUIRED), new TreeSet<>(message.keySet())));
        }
        Map<String, Object> request = new HashMap<>();
        request.put("to", recipients(message.get("to")));
        request.put("subject", String.valueOf(message.get("subject")));
        request.put("text", String.valueOf(message.get("text")));
        return calls.ask("mail.send", request, String.class);
    }

    /** The recipients. */
    @Override
    public String target(String operation, List<?> arguments) {
        boolean addressed =
                !arguments.isEmpty() && arguments.get(0) instanceof Map<?, ?> message && message.get("to") != null;
        return addressed ? "mail/" + String.join(",", recipients(((Map<?, ?>) arguments.get(0)).get("to"))) : "mail";
    }

    private static List<String> recipients(Object to) {
        return to instanceof Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(to));
    }
}
