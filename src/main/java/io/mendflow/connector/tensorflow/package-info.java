/**
 * TensorFlow Serving, as the serving kind {@code tensorflow}.
 *
 * <p>A version's artifacts are laid into a version folder below the base path, and the server's model config file, which is Mendflow's own and has
 * this one model in it, says which versions are loaded and which of them has the label {@code stable} and which {@code canary}. The server runs with
 * {@code --model_config_file}, {@code --model_config_file_poll_wait_seconds} and {@code --allow_version_labels_for_unavailable_models}; without the last
 * one it cannot start anew with labels in the file.
 *
 * <p><b>TensorFlow Serving splits no traffic.</b> The champion answers those who ask for the label {@code stable}, and the challenger those who ask for
 * {@code canary}; how many ask for which is up to what stands before the server, and a {@code share} is only remembered. A request without a label goes
 * to the highest version that is loaded, the challenger's as a rule, so every client has to ask for a label.
 *
 * <p>The server gives a label only to a version that is loaded, and one label that it cannot give has it drop the whole file. So a new version is
 * listed first, and labelled when the server says that it is there: by {@code look}, which thereby brings what was asked to its end.
 *
 * <p>Source: https://www.tensorflow.org/tfx/serving/serving_config and https://www.tensorflow.org/tfx/serving/api_rest.
 */
@NullMarked
package io.mendflow.connector.tensorflow;

import org.jspecify.annotations.NullMarked;
