package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mendflow.incident.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What becomes of a payload when senders change: each field in turn is missing, null, of another type, empty, huge, unknown, deep or unprintable,
 * and the bytes end early. Whatever comes, a sender makes signals or says which field is malformed.
 */
public final class Mutants {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ODD = List.of(
            "null",
            "{}",
            "[]",
            "[1,\"x\",null,{}]",
            "{\"a\":{\"b\":[]}}",
            "\"\"",
            "\" \"",
            "\"no such word\"",
            "\"{EVENT.ID}\"",
            "\"a\\u0000b\\ud800\"",
            "true",
            "-1",
            "0",
            "18446744073709551617123",
            "1e400",
            "99999999999999999999.5",
            "\"" + "long ".repeat(1000) + "\"",
            "[".repeat(400) + "]".repeat(400));

    private Mutants() {}

    /**
     * Reads every mutant.
     *
     * @param payload JSON that the sender reads
     * @param headers names and values, each of which is also left out and made odd in turn
     */
    public static void survive(Reading reading, String payload, String... headers) {
        List<String> bodies = of(payload);
        bodies.add(payload);
        bodies.forEach(body -> read(reading, body, headers));
        for (int i = 0; i < headers.length; i += 2) {
            for (String odd : List.of("", "no such word", "1".repeat(5000))) {
                String[] changed = headers.clone();
                changed[i + 1] = odd;
                read(reading, payload, changed);
            }
            String[] without = headers.clone();
            without[i] = "x-unknown";
            read(reading, payload, without);
        }
        assertThat(bodies).hasSizeGreaterThan(ODD.size());
    }

    private static void read(Reading reading, String body, String... headers) {
        Delivery delivery = reading.delivery("application/json", body, headers);
        try {
            List<Signal> signals = reading.sender().read(delivery);
            signals.forEach(signal -> assertThat(signal.title()).isNotBlank());
            Entry.identity(delivery, reading.sender());
        } catch (Malformed e) {
            assertThat(e.field()).as(body).isNotBlank();
            assertThat(e.getMessage()).startsWith("Expected ");
        } catch (RuntimeException | StackOverflowError e) {
            fail("Reading this failed: " + Texts.shortened(body, 4000), e);
        }
    }

    private static List<String> of(String payload) {
        List<String> bodies = new ArrayList<>();
        for (String odd : ODD) {
            bodies.add(odd);
            JsonNode replacement = tree(odd);
            change(payload, (field, spot) -> spot.set(replacement), bodies);
        }
        change(payload, (field, spot) -> spot.remove(), bodies);
        change(payload, (field, spot) -> spot.wrap(), bodies);
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        for (int end = 0; end < bytes.length; end += Math.max(1, bytes.length / 40)) {
            bodies.add(new String(bytes, 0, end, StandardCharsets.UTF_8));
        }
        return bodies;
    }

    /** Adds the payload with the change made at one place, for each place there is. */
    private static void change(String payload, Change change, List<String> bodies) {
        for (int place = 0; ; place++) {
            JsonNode copy = tree(payload);
            List<Spot> spots = new ArrayList<>();
            collect(copy, spots);
            if (place >= spots.size()) {
                return;
            }
            change.at(place, spots.get(place));
            bodies.add(copy.toString());
        }
    }

    private static void collect(JsonNode node, List<Spot> spots) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                spots.add(
                        new Spot(value -> object.set(name, value), () -> object.remove(name), () -> object.get(name)));
                collect(object.get(name), spots);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                spots.add(new Spot(value -> array.set(at, value), () -> array.remove(at), () -> array.get(at)));
                collect(array.get(i), spots);
            }
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** As the JSON text of a text, for payloads inside payloads. */
    public static String quoted(String json) {
        return JSON.getNodeFactory().textNode(json).toString();
    }

    /** Reads the mutants of a payload that is wrapped into another. */
    public static void surviveInside(Reading reading, String payload, Function<String, String> wrapped) {
        of(payload).forEach(body -> read(reading, wrapped.apply(body)));
    }

    private interface Change {
        void at(int place, Spot spot);
    }

    private record Spot(Consumer<JsonNode> setter, Runnable remover, java.util.function.Supplier<JsonNode> value) {

        void set(JsonNode replacement) {
            setter.accept(replacement);
        }

        void remove() {
            remover.run();
        }

        void wrap() {
            setter.accept(JSON.createArrayNode().add(value.get()));
        }
    }
}
