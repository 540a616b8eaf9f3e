/**
 * A plain HTTP switch of one's own in front of the servers, as the serving kind {@code http}.
 *
 * <p>A change is one request (PUT, unless POST is set) to the switch's {@code url}, with the header {@code Idempotency-Key}, and a JSON body:
 *
 * <pre>{@code
 * {"operation": "shift", "serving": "fraud", "model": "fraud", "share": 5, "key": "…",
 *  "champion":   {"version": "6", "digest": "…", "source": null},
 *  "challenger": {"version": "7", "digest": "…", "source": "s3://models/fraud/7"}}
 * }</pre>
 *
 * {@code operation} is {@code shift}, {@code promote} or {@code restore}; {@code champion} is null when nothing is live yet; {@code source} is null where
 * the switch finds artifacts by the version. The switch does a change with a key that it knows no second time. It answers 2xx when it has taken the
 * change on. A 400, 404, 405, 409, 410, 413, 415 or 422 says that the change makes no sense to it; its body, or {@code error}, {@code detail} or
 * {@code message} in it, is the reason. Anything else, and no answer, leaves it open, and the same change may come again.
 *
 * <p>GET of the {@code status-url} says how far it is with what it was asked last, as may the body of a 2xx to a change:
 *
 * <pre>{@code
 * {"phase": "ready", "reason": null, "versions": [{"version": "7", "digest": "…", "percent": 5}, {"version": "6", "percent": 95}]}
 * }</pre>
 *
 * {@code phase} is {@code ready}, {@code moving} or {@code failed}; {@code digest} may be left out, but where it is told it must be that of the change.
 */
@NullMarked
package io.mendflow.connector.httpswitch;

import org.jspecify.annotations.NullMarked;
