/**
 * Any server as a trainer that speaks this small contract below a base URL; all bodies are JSON:
 *
 * <ul>
 *   <li>{@code POST /trainings}, with header {@code Idempotency-Key} (the id), starts a training: <pre>{@code
 * {"id": "…", "model": "fraud", "task": "train", "parameters": {"data": "…", "output": "…", "seed": "7"}, "deadlineSeconds": 3600}
 * }</pre> The answer is any 2xx; 409 when there is one with that id, which is as good. A server may end it after {@code deadlineSeconds} by itself.
 *   <li>{@code GET /trainings/<id>} answers 404 when there is none, else <pre>{@code
 * {"id": "…", "state": "running", "reason": "epoch 3 of 10", "reference": "gpu-2/4711", "startedAt": "2026-01-01T10:00:00Z", "endedAt": null}
 * }</pre> where the state is {@code pending}, {@code running}, {@code succeeded}, {@code failed} or {@code cancelled}, and all but it may be left
 *       out. Without {@code startedAt} a training is not ended at its deadline.
 *   <li>{@code DELETE /trainings/<id>} ends it; any 2xx. It may go on for a while; one that has ended stays as it is.
 *   <li>{@code GET /trainings/<id>/logs?lines=<n>} answers with its last lines as plain text, or 404.
 * </ul>
 */
@NullMarked
package io.mendflow.connector.httptraining;

import org.jspecify.annotations.NullMarked;
