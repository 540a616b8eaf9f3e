package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.connector.Port;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a part does through its ports, while it does it; a part may call from several threads. When there is too much to keep, what it looked at goes
 * before what it did.
 */
final class Calls {

    static final int MOST = 100;
    static final int LONGEST = 20_000;

    private static final int LONGEST_TEXT = 200;
    private static final int MOST_ITEMS = 20;

    private final Mask mask;
    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private int leftOut;
    private boolean over;

    Calls(Mask mask, Clock clock) {
        this.mask = mask;
        this.clock = clock;
    }

    /**
     * Notes that a call begins.
     *
     * @throws IllegalStateException when the part's time is over: what goes on regardless is to do nothing more
     */
    Entry begin(String connector, String operation, boolean effect, Port port, List<Object> arguments) {
        var entry = new Entry(
                mask.text(connector),
                operation,
                effect,
                cut(mask.text(target(port, operation, arguments))),
                arguments.stream().map(this::shown).toList(),
                clock.millis());
        synchronized (this) {
            if (over) {
                throw new IllegalStateException(
                        "%s.%s was not called: the time for it is over".formatted(entry.connector, operation));
            }
            entries.add(entry);
            if (entries.size() > MOST) {
                drop(entries);
                leftOut++;
            }
        }
        return entry;
    }

    /** No call begins from now on, and those that have not ended stay unfinished: nobody knows what being interrupted made of them. */
    synchronized void close() {
        over = true;
    }

    /** Notes how a call ended; null when it went well. */
    synchronized void end(Entry entry, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        entry.tookMs = clock.millis() - entry.began;
        if (failure != null) {
            String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
            entry.error = cut(mask.text(reason));
        }
    }

    /** What is to be kept of it all. */
    synchronized Kept kept() {
        var some = new ArrayList<>(entries);
        long characters = some.stream().mapToLong(Calls::characters).sum();
        while (characters > LONGEST) {
            characters -= characters(drop(some));
        }
        return new Kept(some.stream().map(Entry::call).toList(), leftOut + entries.size() - some.size());
    }

    private static long characters(Entry entry) {
        return Json.write(entry.call()).length() + 1L;
    }

    /** The last look, else the last call. */
    private static Entry drop(List<Entry> from) {
        for (int i = from.size() - 1; i >= 0; i--) {
            if (!from.get(i).effect) {
                return from.remove(i);
            }
        }
        return from.remove(from.size() - 1);
    }

    /** What may not be called is told by the call. */
    private static String target(Port port, String operation, List<Object> arguments) {
        try {
            return String.valueOf(port.target(operation, arguments));
        } catch (RuntimeException e) {
            return "";
        }
    }

    private @Nullable Object shown(@Nullable Object argument) {
        if (argument == null || argument instanceof Boolean) {
            return argument;
        }
        if (argument instanceof Number number) {
            Object masked = mask.value(number);
            return masked instanceof Integer || masked instanceof Long ? masked : String.valueOf(masked);
        }
        if (argument instanceof Closure) {
            return "{ … }";
        }
        if (argument instanceof byte[] bytes) {
            return "%d bytes".formatted(bytes.length);
        }
        if (argument instanceof Map<?, ?> map) {
            var shown = new LinkedHashMap<String, @Nullable Object>();
            map.entrySet().stream()
                    .limit(MOST_ITEMS)
                    .forEach(entry ->
                            shown.put(cut(mask.text(String.valueOf(entry.getKey()))), shown(entry.getValue())));
            return shown;
        }
        if (argument instanceof Collection<?> items) {
            var shown = new ArrayList<@Nullable Object>();
            items.stream().limit(MOST_ITEMS).forEach(item -> shown.add(shown(item)));
            if (items.size() > MOST_ITEMS) {
                shown.add("… and %d more".formatted(items.size() - MOST_ITEMS));
            }
            return shown;
        }
        return cut(mask.text(String.valueOf(argument)));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** What is kept of the calls of a part, and how many are not. */
    record Kept(List<Call> calls, int leftOut) {

        static final Kept NONE = new Kept(List.of(), 0);
    }

    /** A call that may still be going on. */
    static final class Entry {

        private final String connector;
        private final String operation;
        private final boolean effect;
        private final String target;
        private final List<@Nullable Object> arguments;
        private final long began;
        private @Nullable Long tookMs;
        private @Nullable String error;

        Entry(
                String connector,
                String operation,
                boolean effect,
                String target,
                List<@Nullable Object> arguments,
                long began) {
            this.connector = connector;
            this.operation = operation;
            this.effect = effect;
            this.target = target;
            this.arguments = arguments;
            this.began = began;
        }

        private Call call() {
            String outcome = tookMs == null ? "unfinished" : error == null ? "done" : "failed";
            return new Call(
                    connector, operation, effect ? "effect" : "read", target, arguments, outcome, tookMs, error);
        }
    }
}
