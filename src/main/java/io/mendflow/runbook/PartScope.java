package io.mendflow.runbook;

import groovy.lang.GroovyObjectSupport;
import java.util.Map;
import java.util.TreeSet;

/** What can be said inside a step, undo, precondition, verification or target: inputs, outputs, log and the verbs, and nothing else. */
public final class PartScope extends GroovyObjectSupport {

    private final Map<String, Object> inputs;
    private final Map<String, Object> outputs;
    private final StepLog log;
    private final Map<String, Object> verbs;

    PartScope(Map<String, Object> inputs, Map<String, Object> outputs, StepLog log, Map<String, Object> verbs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.log = log;
        this.verbs = verbs;
    }

    /** The run's inputs by name, typed as declared; of a secret the secret itself. */
    public Map<String, Object> getInputs() {
        return inputs;
    }

    /** What this and earlier parts of the run have noted: texts, numbers, booleans, lists and maps of them. */
    public Map<String, Object> getOutputs() {
        return outputs;
    }

    /** The step's log, as {@code log 'text'} or {@code log.warn('text')}. */
    public StepLog getLog() {
        return log;
    }

    /** Keeps a line with the step. */
    public void log(Object text) {
        log.info(text);
    }

    @Override
    public Object getProperty(String name) {
        return switch (name) {
            case "inputs" -> inputs;
            case "outputs" -> outputs;
            case "log" -> log;
            default -> {
                Object verb = verbs.get(name);
                if (verb == null) {
                    throw unknown(name);
                }
                yield verb;
            }
        };
    }

    @Override
    public void setProperty(String name, Object value) {
        throw new UnknownName("'%s' cannot be set here; keep a value as outputs.%s".formatted(name, name));
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        throw unknown(name);
    }

    private UnknownName unknown(String name) {
        var known = new TreeSet<>(verbs.keySet());
        return new UnknownName("unknown verb '%s'; here one can say inputs, outputs, log%s"
                .formatted(name, known.isEmpty() ? "" : ", " + String.join(", ", known)));
    }

    /** A name that means nothing in a part of a runbook. */
    static final class UnknownName extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownName(String message) {
            super(message);
        }
    }
}
