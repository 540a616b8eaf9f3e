package io.mendflow.intake;

import io.mendflow.incident.Signal;
import java.util.List;
import java.util.Map;

/**
 * What a delivery would become.
 *
 * @param sender the kind of sender that read it
 * @param unused JSON Pointers of the fields that made no difference
 */
public record Preview(String source, String sender, List<Read> signals, List<String> unused) {

    /**
     * One signal of it.
     *
     * @param readFrom for each of its attributes the JSON Pointers of the fields that it depends on; one that is not there is a default
     */
    public record Read(Signal signal, Map<String, List<String>> readFrom) {}
}
