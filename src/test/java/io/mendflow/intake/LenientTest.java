package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LenientTest {

    private final Lenient lenient = new Lenient();

    @Test
    void takesTheFirstPlaceThatCanBeReadAndTellsTheOthers() {
        Field body = field("{\"a\":{},\"b\":\" \",\"c\":7,\"d\":\"seven\"}");

        assertThat(lenient.text(body.at("a"), body.at("b"), body.at("c"), body.at("d")))
                .isEqualTo("7");
        assertThat(lenient.text(body.at("nowhere"))).isNull();
        assertThat(lenient.time(body.at("d"))).isNull();
        assertThat(lenient.unread()).contains("/a, but it is an object").contains("/d, but it is 'seven'");
    }

    @Test
    void readsWhatThereIsToRead() {
        Field body =
                field("{\"at\":1767225600,\"all\":{\"a\":1,\"b\":[2],\"c\":null},\"list\":[\"x\",2],\"one\":\"y\"}");

        assertThat(lenient.time(body.at("at"))).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(lenient.texts(body.at("all"))).isEqualTo(Map.of("a", "1", "b", "[2]", "c", ""));
        assertThat(lenient.list(body.at("list"))).containsExactly("x", "2");
        assertThat(lenient.list(body.at("one"))).containsExactly("y");
        assertThat(lenient.items(body.at("none"))).isEmpty();
        assertThat(lenient.unread()).isNull();
    }

    @Test
    void keepsTheOtherMembersOfAnObjectAndTellsNothingThatNoColumnKeeps() {
        assertThat(lenient.texts(field("{\"a\":\"\\ud800\",\"b\":\"\\u0000\",\"\\u0000\":1,\"c\":\"kept\"}")))
                .isEqualTo(Map.of("c", "kept"));
        assertThat(lenient.texts(field("[1]"))).isEmpty();
        assertThat(lenient.unread())
                .satisfies(told -> assertThat(Texts.isStorable(told)).isTrue());
    }

    @Test
    void keepsTheOthersOfABatchAndRecordsWhatCouldNotBeRead() {
        Delivery delivery = new Delivery("x", null, Map.of(), new byte[0], Reading.NOW);
        Function<Field, Signal> reader = item -> new Draft(delivery, item.object())
                .title(item.at("n").text())
                .service("s")
                .signal();

        List<Signal> signals = Batch.read(
                delivery, field("[{\"n\":\"a\"},7,{\"n\":\"b\"},{\"n\":[]}]").items(), reader);

        assertThat(signals).extracting(Signal::title).startsWith("a", "b").hasSize(4);
        assertThat(signals.subList(2, 4))
                .allSatisfy(signal -> assertThat(signal.status()).isEqualTo(Status.OCCURRED))
                .extracting(signal -> signal.annotations().get("field"))
                .containsExactly("/1", "/3/n");
        assertThatThrownBy(() -> Batch.read(delivery, field("[7,8]").items(), reader))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("/0");
        assertThat(Batch.read(delivery, List.<Field>of(), reader)).isEmpty();
    }

    private static Field field(String json) {
        return Field.of(json.getBytes(StandardCharsets.UTF_8));
    }
}
