/** MLflow 3 as a model store, over its REST API, and the webhook by which it tells of changes. Depends on nothing but {@code connector}. */
@NullMarked
package io.mendflow.connector.mlflow;

import org.jspecify.annotations.NullMarked;
