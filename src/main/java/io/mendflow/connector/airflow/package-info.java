/**
 * Airflow 3 as a trainer, by its REST API v2 (https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html): the training's id is
 * the {@code dag_run_id}, and the DAG finds what is asked in its run's {@code conf}.
 */
@NullMarked
package io.mendflow.connector.airflow;

import org.jspecify.annotations.NullMarked;
