package io.mendflow.runbook;

import java.util.List;

/**
 * A runbook in service.
 *
 * @param outputs what a run of it leaves to a runbook that calls it
 * @param file where it was read from
 * @param version of its process; grows with every change
 * @param processKey {@code runbook-} and the id
 * @param sourceHash SHA-256 of the file, in hexadecimal
 * @param steps names of what it does, in order
 * @param warnings what it lacks, such as a verification
 */
public record Runbook(
        String id,
        String title,
        Risk risk,
        List<Input> inputs,
        List<Output> outputs,
        String file,
        int version,
        String processKey,
        String processDefinitionId,
        String sourceHash,
        List<String> steps,
        List<String> warnings) {

    public Runbook {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }
}
