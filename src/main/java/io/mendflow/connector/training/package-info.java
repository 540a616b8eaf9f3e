/**
 * Command lines of this machine as trainers. A training is a process of its own that outlives Mendflow, and a folder that tells of it; see
 * {@link io.mendflow.connector.training.Folder}. All of it is on one machine: a node elsewhere does not see it.
 */
@NullMarked
package io.mendflow.connector.training;

import org.jspecify.annotations.NullMarked;
