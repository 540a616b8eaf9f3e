package io.mendflow.connector;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where models answer requests. Who serves them are the routes {@code serving.<kind>.shift}, {@code .promote}, {@code .restore} and {@code .look},
 * where the kind is what a serving's name begins with: {@code kserve/fraud} is {@code fraud} of kind {@code kserve}. A user's own routes make a
 * kind of their own.
 *
 * <p>Each route gets a map with {@code serving} (what follows the kind), {@code model}, {@code champion} (absent when nothing is live yet),
 * {@code challenger}, both a {@link ServedVersion}, {@code share} and {@code key}, and answers with a {@link ServingStatus}. All may be asked again.
 */
@Component
public class Serving {

    private final Calls calls;

    Serving(Calls calls) {
        this.calls = calls;
    }

    /** Gives the challenger its share of the traffic, and the champion the rest. */
    public ServingStatus shift(ServingRequest request) {
        return call("shift", request);
    }

    /** Gives the challenger all of the traffic and makes it what is there to stay. */
    public ServingStatus promote(ServingRequest request) {
        return call("promote", request);
    }

    /** Gives the champion all of the traffic, and takes the challenger away. */
    public ServingStatus restore(ServingRequest request) {
        return call("restore", request);
    }

    /** Looks at what gets which share now. */
    public ServingStatus look(ServingRequest request) {
        return call("look", request);
    }

    private ServingStatus call(String operation, ServingRequest request) {
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("serving", request.name());
        body.put("model", request.model());
        body.put("champion", request.champion());
        body.put("challenger", request.challenger());
        body.put("share", request.share());
        body.put("key", request.key());
        body.values().removeIf(value -> value == null);
        return calls.ask("serving." + request.kind() + "." + operation, body, ServingStatus.class);
    }
}
