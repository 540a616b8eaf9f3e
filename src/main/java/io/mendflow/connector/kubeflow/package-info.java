/**
 * Kubeflow Pipelines v2 as a trainer, by its API v2beta1. A run has no id of the client's choice: the training's id is its {@code display_name}, and a
 * run of that name is looked for before one is made. Should two be made at the same moment, the older one counts.
 */
@NullMarked
package io.mendflow.connector.kubeflow;

import org.jspecify.annotations.NullMarked;
