package io.mendflow.incident;

/**
 * A probable cause of an incident.
 *
 * @param rank 1 is the most probable
 * @param kind where the evidence comes from: topology, change, metric
 * @param subject the service, deploy or metric that is blamed
 * @param score 0 to 1; comparable within one incident only
 * @param evidence one sentence that a person can check
 */
public record Cause(int rank, String kind, String subject, double score, String evidence) {}
