package io.mendflow.runbook.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fake target is told to answer to one kind of call: a sequence whose last answer stays. Maps become what the operation gives, by the names of
 * its parts; parts that are left out are empty, a status is 200.
 */
public final class Rule {

    private final List<Segment> path;
    private final Method operation;
    private final Fakes fakes;
    private final List<Answer> answers = new ArrayList<>();
    private Duration takes = Duration.ZERO;
    private int next;

    Rule(List<Segment> path, Method operation, Fakes fakes) {
        this.path = path;
        this.operation = operation;
        this.fakes = fakes;
    }

    /** Answers so, always. */
    public Rule answers(Map<String, ?> parts) {
        return begin(new Answer(parts, null, false));
    }

    /** Answers with these values one after the other; the last one stays. Without values it answers with nothing, as an effect often does. */
    public Rule answers(@Nullable Object... values) {
        if (values.length == 0) {
            return begin(new Answer(null, null, false));
        }
        begin(new Answer(values[0], null, false));
        Arrays.stream(values).skip(1).forEach(this::then);
        return this;
    }

    /** After the answers so far it answers so. */
    public Rule then(Map<String, ?> parts) {
        return then((Object) parts);
    }

    /** After the answers so far it answers with that. */
    public Rule then(@Nullable Object value) {
        return add(new Answer(value, null, false));
    }

    /** It fails, always. */
    public Rule fails(String reason) {
        return begin(new Answer(null, reason, false));
    }

    /** After the answers so far it fails. */
    public Rule thenFails(String reason) {
        return add(new Answer(null, reason, false));
    }

    /** The node dies in the middle of the call, and another one goes on with the run. */
    public Rule crashes() {
        return begin(new Answer(null, null, true));
    }

    /** Repeats the answer before, so that it is given that often in all. */
    public Rule times(int times) {
        if (answers.isEmpty() || times < 1) {
            throw new IllegalArgumentException("Expected times(n) after an answer, with n of at least 1");
        }
        Answer last = answers.get(answers.size() - 1);
        for (int i = 1; i < times; i++) {
            answers.add(last);
        }
        return this;
    }

    /** How much time goes by in the call, such as {@code 'PT40S'}. */
    public Rule takes(String duration) {
        takes = Duration.parse(duration);
        return this;
    }

    private Rule begin(Answer answer) {
        answers.clear();
        fakes.add(this);
        return add(answer);
    }

    /** What the operation cannot give is refused at once, and not in the middle of a run. */
    private Rule add(Answer answer) {
        value(answer, operation);
        answers.add(answer);
        return this;
    }

    private @Nullable Object value(Answer answer, Method called) {
        return Values.of(
                answer.value,
                called.getGenericReturnType(),
                Segment.written(path),
                fakes.clock().instant());
    }

    boolean matches(List<Segment> called) {
        if (path.size() != called.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).matches(called.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Nullable
    Object answer(Method called) {
        fakes.clock().pass(takes);
        Answer answer = answers.get(Math.min(next++, answers.size() - 1));
        if (answer.crash) {
            throw fakes.crash();
        }
        if (answer.failure != null) {
            throw new IllegalStateException(answer.failure);
        }
        return value(answer, called);
    }

    private record Answer(@Nullable Object value, @Nullable String failure, boolean crash) {}
}
