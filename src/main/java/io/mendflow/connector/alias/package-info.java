/**
 * Servers that reload what an alias of the model store points to, as the serving kind {@code alias}.
 *
 * <p>Such a server serves {@code @champion}. While the model has the tag {@code mendflow.canary} it gives {@code @challenger} that percentage of the
 * requests; without the tag, none. It may have a status URL, whose answer to GET says what it really serves:
 * <code>{"versions": [{"version": "7", "digest": "…", "percent": 5}, …]}</code>, with the digest that the store has for the version, if it tells one.
 */
@NullMarked
package io.mendflow.connector.alias;

import org.jspecify.annotations.NullMarked;
