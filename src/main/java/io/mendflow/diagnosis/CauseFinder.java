package io.mendflow.diagnosis;

import io.mendflow.incident.Incident;
import java.util.List;

/** One way to look for causes. A bean of this type takes part in every diagnosis. */
public interface CauseFinder {

    /** A short word, such as {@code topology}; it is the kind of its findings. */
    String name();

    /** What it finds; a system that cannot be asked is a note among the findings and never an exception. */
    List<Finding> find(Incident incident);
}
