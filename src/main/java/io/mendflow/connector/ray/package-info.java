/**
 * Ray as a trainer, by its Jobs API (https://docs.ray.io/en/latest/cluster/running-applications/job-submission/rest.html): the training's id is the
 * job's {@code submission_id}.
 */
@NullMarked
package io.mendflow.connector.ray;

import org.jspecify.annotations.NullMarked;
