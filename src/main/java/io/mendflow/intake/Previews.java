package io.mendflow.intake;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Preview.Read;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads deliveries as {@code POST /hooks/{source}} does, without a secret, and takes none. */
@Component
public class Previews {

    private final Sources sources;
    private final Bodies bodies;
    private final Clock clock;

    Previews(Sources sources, Bodies bodies, Clock clock) {
        this.sources = sources;
        this.bodies = bodies;
        this.clock = clock;
    }

    /**
     * What would become of the request, were it posted to that source.
     *
     * @throws Refusal as the source would answer it
     */
    public Preview of(String name, HttpServletRequest request) throws IOException {
        Source source = sources.find(name);
        if (source == null) {
            throw Refusal.unknownSource(name, sources.names());
        }
        var type = Hooks.contentType(source, request);
        try (Bodies.Held body = bodies.read(request)) {
            return read(
                    source,
                    new Delivery(
                            source.name(),
                            type,
                            Hooks.headers(request),
                            body.content(),
                            clock.instant().truncatedTo(ChronoUnit.MICROS)));
        } catch (Malformed e) {
            throw Refusal.malformed(e);
        }
    }

    private static Preview read(Source source, Delivery delivery) {
        List<Signal> signals = source.sender().read(delivery);
        var origins = new Origins(source.sender(), delivery, signals);
        List<Read> read = new ArrayList<>();
        for (int i = 0; i < signals.size(); i++) {
            read.add(new Read(signals.get(i), origins.of(i)));
        }
        return new Preview(source.name(), source.sender().type(), read, origins.unused());
    }
}
