package io.mendflow.model.data;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One mapping of a YAML file. What is wrong in it goes to a list, with its line, and reading goes on. */
final class YamlMapping {

    private final List<String> problems;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    YamlMapping(@Nullable Node node, List<String> problems) {
        this.problems = problems;
        this.line = node == null ? 1 : line(node);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        } else if (node != null && !node.getTag().equals(Tag.NULL)) {
            problem(line, "expected keys with values, but it is %s".formatted(kind(node)));
        }
    }

    List<String> keys() {
        known.addAll(values.keySet());
        return List.copyOf(values.keySet());
    }

    boolean has(String key) {
        return get(key) != null;
    }

    YamlMapping mapping(String key) {
        return new YamlMapping(get(key), problems);
    }

    @Nullable
    String text(String key) {
        Node node = get(key);
        return node == null ? null : scalar(key, node);
    }

    boolean flag(String key, boolean otherwise) {
        Boolean flag = read(key, "true or false", text -> switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException();
        });
        return flag == null ? otherwise : flag;
    }

    /** A number from 0 to 1. */
    double share(String key, double otherwise) {
        Double share = read(key, "a share from 0 to 1", text -> {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
            throw new IllegalArgumentException();
        });
        return share == null ? otherwise : share;
    }

    /** A number from 0 on. */
    double amount(String key, double otherwise) {
        Double amount = read(key, "a number of at least 0", text -> {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= Double.MAX_VALUE) {
                return value;
            }
            throw new IllegalArgumentException();
        });
        return amount == null ? otherwise : amount;
    }

    @Nullable
    Long count(String key) {
        return read(key, "a whole number of at least 0", text -> {
            long value = Long.parseLong(text);
            if (value < 0) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    @Nullable
    Duration duration(String key) {
        return read(key, "a duration such as P2D or PT6H", Duration::parse);
    }

    <E extends Enum<E>> @Nullable E word(String key, E[] words) {
        return read(key, "one of " + Words.list(words), text -> Arrays.stream(words)
                .filter(word -> Words.of(word).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
    }

    /** What a reading makes of the text; it throws IllegalArgumentException or DateTimeException for what it does not take. */
    <T> @Nullable T read(String key, String expected, Function<String, T> reading) {
        Node node = get(key);
        String text = node == null ? null : scalar(key, node);
        if (text == null) {
            return null;
        }
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            problem(line(node), "'%s' expects %s, but it is '%s'".formatted(key, expected, text));
            return null;
        }
    }

    List<String> texts(String key) {
        Node node = get(key);
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode list)) {
            problem(line(node), "'%s' expects a list such as [a, b], but it is %s".formatted(key, kind(node)));
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Node item : list.getValue()) {
            String text = scalar(key, item);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** Says that something is wrong with a key that was read. */
    void refuse(String key, String problem) {
        problem(lines.getOrDefault(key, line), "'%s' %s".formatted(key, problem));
    }

    /** Says which keys nobody has asked for. */
    void refuseOthers() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                problem(
                        lines.getOrDefault(key, line),
                        "unknown key '%s'; here are known: %s".formatted(key, String.join(", ", known)));
            }
        }
    }

    private void add(NodeTuple pair) {
        if (!(pair.getKeyNode() instanceof ScalarNode key)) {
            problem(line(pair.getKeyNode()), "expected a name before the colon, but it is " + kind(pair.getKeyNode()));
            return;
        }
        if (values.putIfAbsent(key.getValue(), pair.getValueNode()) != null) {
            problem(line(key), "'%s' comes twice; keep one".formatted(key.getValue()));
        }
        lines.putIfAbsent(key.getValue(), line(key));
    }

    private @Nullable Node get(String key) {
        known.add(key);
        return values.get(key);
    }

    private @Nullable String scalar(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return node.getTag().equals(Tag.NULL) ? null : scalar.getValue();
        }
        problem(line(node), "'%s' expects one value, but it is %s".formatted(key, kind(node)));
        return null;
    }

    private void problem(int where, String what) {
        problems.add("line %d: %s".formatted(where, what));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String kind(Node node) {
        return node instanceof MappingNode ? "a mapping" : node instanceof SequenceNode ? "a list" : "a single value";
    }
}
