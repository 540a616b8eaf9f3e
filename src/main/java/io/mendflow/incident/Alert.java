package io.mendflow.incident;

/** What fires, whichever instance it fires for: a service and the alert's name. */
public record Alert(String service, String name) {

    static Alert of(Signal signal) {
        return new Alert(signal.service(), signal.labels().getOrDefault("alertname", signal.title()));
    }
}
