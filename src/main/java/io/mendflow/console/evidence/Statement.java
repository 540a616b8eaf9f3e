package io.mendflow.console.evidence;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be so, and whether it is, computed from the record when the evidence was written.
 *
 * @param claim what has to be so
 * @param holds null when there is nothing to say, such as about what was deployed when nothing was
 * @param finding what was found, in a sentence
 * @param values that were compared, by what they are
 */
record Statement(String claim, @Nullable Boolean holds, String finding, Map<String, Object> values) {}
