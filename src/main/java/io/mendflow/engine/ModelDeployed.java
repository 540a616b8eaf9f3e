package io.mendflow.engine;

import java.util.Map;

/**
 * A deployment that is about to be committed; published in its transaction.
 *
 * @param by the user, or {@code mendflow}
 * @param name the deployment's, such as a folder's
 * @param files SHA-256 in hexadecimal by file name
 */
record ModelDeployed(String by, String name, String deploymentId, Map<String, String> files) {}
