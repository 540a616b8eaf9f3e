package io.mendflow.engine;

import java.util.List;

/**
 * A deployment that was refused, after its transaction was rolled back.
 *
 * @param by the user, or {@code mendflow}
 * @param name the deployment's, such as a folder's
 */
record ModelRefused(String by, String name, List<String> files, String reason) {}
