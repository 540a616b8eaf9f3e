package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.incident.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        Field body = field("{\"at\":1767225600,\"all\":{\"a\":1,\"b\":[2],\"c\":null},\"list\":[\"x\",2],\"one\":\"y\"}");

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
        assertThat(lenient.unread()).satisfies(told -> assertThat(Texts.isStorable(told))
                .isTrue());
    }

    @Test
    void keepsTheOthersOfABatchAndTellsThemWhatIsMissing() {
        Delivery delivery = new Delivery("x", null, Map.of(), new byte[0], Reading.NOW);

        List<Signal> signals = Batch.read(
                field("[{\"n\":\"a\"},7,{\"n\":\"b\"},{\"n\":[]}]").items(),
                item -> new Draft(delivery, item.object()).title(item.at("n").text()).service("s"));

        assertThat(signals).extracting(Signal::title).containsExactly("a", "b");
        assertThat(signals)
                .allSatisfy(signal -> assertThat(signal.annotations().get(Batch.UNREAD))
                        .startsWith("2: ")
                        .contains("an object at /1")
                        .contains("text at /3/n"));
        assertThatThrownBy(() -> Batch.read(field("[7,8]").items(), item -> new Draft(delivery, item.object())))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("/0");
        assertThat(Batch.read(List.of(), item -> new Draft(delivery, item))).isEmpty();
    }

    private static Field field(String json) {
        return Field.of(json.getBytes(StandardCharsets.UTF_8));
    }
}
