package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mendflow.incident.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Payloads with one or several places made odd: a sender must read them or say which field it cannot read, whatever it is. */
public final class Garbled {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "0.1",
            "1e400",
            "123456789012345678901234567890",
            "9".repeat(900),
            "\"\"",
            "\"   \"",
            "\"x\"",
            "\"9999-99-99T99:99:99Z\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"[Triggered on {\"",
            "\"" + "é😀 ".repeat(1000) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[[]]]",
            "[1,\"a\",{\"b\":[2]}]",
            "{\"\":\"\",\"a\":{\"b\":[1,null]}}",
            "{\"\\u0000\":\"\\udfff\"}",
            "[".repeat(900) + "]".repeat(900));

    private static final String MARK = "~odd~";

    private final Reading reading;
    private final String[] headers;
    private int read;

    private Garbled(Reading reading, String... headers) {
        this.reading = reading;
        this.headers = headers;
    }

    /** Reads the payload with each place made odd in each way, and left out, and with several at once. */
    public static void withstands(Reading reading, String payload, String... headers) {
        var garbled = new Garbled(reading, headers);
        List<String> places = new ArrayList<>();
        collect("", tree(payload), places);
        for (String place : places) {
            garbled.read(changed(payload, place, ContainerNodes::remove));
            for (String odd : ODD) {
                garbled.read(replaced(payload, place, odd));
            }
        }
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String several = payload;
            for (int n = 0; n < 3; n++) {
                List<String> left = new ArrayList<>();
                collect("", tree(several), left);
                if (!left.isEmpty()) {
                    several = replaced(
                            several, left.get(random.nextInt(left.size())), ODD.get(random.nextInt(ODD.size() - 1)));
                }
            }
            garbled.read(several);
        }
        ODD.forEach(garbled::read);
        garbled.read(payload.strip().replaceFirst("\\{", "{\"neverSeen\":{\"a\":[1]},"));
        garbled.read(payload.substring(0, payload.length() / 2));
        // One odd place of the many never costs everything.
        assertThat(garbled.read).isGreaterThan(places.size() * ODD.size() / 2);
    }

    private void read(String body) {
        Delivery delivery = reading.delivery("application/json", body, headers);
        try {
            List<Signal> signals = reading.sender().read(delivery);
            reading.sender().idempotencyKey(delivery);
            signals.forEach(Garbled::check);
            if (read++ % 10 == 0) {
                assertThat(reading.sender().read(delivery)).isEqualTo(signals);
            }
        } catch (Malformed e) {
            if (e.field().isBlank() || !String.valueOf(e.getMessage()).contains(e.field())) {
                fail("Expected the field in the refusal", e);
            }
        } catch (RuntimeException | StackOverflowError e) {
            fail("Expected signals or a refusal of " + Texts.shortened(body, 3000), e);
        }
    }

    static void check(Signal signal) {
        List.of(signal.fingerprint(), signal.service(), signal.environment()).forEach(text -> check(text, 200));
        check(signal.title(), 1000);
        signal.labels().forEach((name, value) -> check(name + value, Integer.MAX_VALUE, true));
        signal.annotations().forEach((name, value) -> check(name + value, Integer.MAX_VALUE, true));
    }

    private static void check(String text, int longest) {
        check(text, longest, false);
    }

    private static void check(String text, int longest, boolean blank) {
        if (!Texts.isStorable(text) || text.length() > longest || text.isBlank() && !blank) {
            fail("Expected text of 1 to %d characters that a column keeps, got '%s'", longest, text);
        }
    }

    private static String replaced(String payload, String place, String odd) {
        String marked =
                changed(payload, place, (parent, step) -> ContainerNodes.set(parent, step, TextNode.valueOf(MARK)));
        return marked.replace("\"" + MARK + "\"", odd);
    }

    private static String changed(String payload, String place, Change change) {
        JsonNode tree = tree(payload);
        int slash = place.lastIndexOf('/');
        change.make(tree.at(place.substring(0, slash)), place.substring(slash + 1));
        return tree.toString();
    }

    private static void collect(String pointer, JsonNode node, List<String> places) {
        Consumer<String> child = step -> {
            String place = pointer + "/" + step.replace("~", "~0").replace("/", "~1");
            JsonNode value = node.isArray() ? node.get(Integer.parseInt(step)) : node.get(step);
            if (place.length() < 200 && places.size() < 400) {
                places.add(place);
                collect(place, value, places);
            }
        };
        if (node instanceof ObjectNode) {
            node.fieldNames().forEachRemaining(child);
        } else if (node instanceof ArrayNode) {
            for (int i = 0; i < node.size(); i++) {
                child.accept(Integer.toString(i));
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

    private interface Change {
        void make(JsonNode parent, String step);
    }

    private static final class ContainerNodes {

        static void remove(JsonNode parent, String step) {
            if (parent instanceof ObjectNode object) {
                object.remove(name(step));
            } else if (parent instanceof ArrayNode array) {
                array.remove(Integer.parseInt(step));
            }
        }

        static void set(JsonNode parent, String step, JsonNode value) {
            if (parent instanceof ObjectNode object) {
                object.set(name(step), value);
            } else if (parent instanceof ArrayNode array) {
                array.set(Integer.parseInt(step), value);
            }
        }

        private static String name(String step) {
            return step.replace("~1", "/").replace("~0", "~");
        }
    }
}
