package io.mendflow.diagnosis;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One piece of evidence for a cause, before it is weighed against others.
 *
 * @param kind which finder it is from: topology, change, metric
 * @param service the service that it speaks of
 * @param subject the service, deploy or metric that is blamed
 * @param score how likely this is the cause, by this evidence alone: 0 to 1; 0 for a note, which blames nothing
 * @param evidence one sentence that a person can check
 */
public record Finding(String kind, String service, String subject, double score, String evidence) {

    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_EVIDENCE = 400;

    public Finding {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("Expected a score of 0 to 1, got " + score);
        }
        service = cut(service, LONGEST_NAME);
        subject = cut(subject, LONGEST_NAME);
        evidence = cut(evidence, LONGEST_EVIDENCE);
    }

    /** Something that people should know of the search itself, such as that a system could not be asked. */
    static Finding note(String kind, String service, String sentence) {
        return new Finding(kind, service, service, 0, sentence);
    }

    @JsonIgnore
    public boolean isNote() {
        return score == 0;
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }
}
