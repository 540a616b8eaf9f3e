package io.mendflow.model.data;

import io.mendflow.model.data.Expectations.Leakage;
import java.util.ArrayList;
import java.util.List;

/** What is to be said about columns that give the label away. */
final class LeakFindings {

    private LeakFindings() {}

    static List<Finding> of(Scan scan, Expectations expectations) {
        int label = scan.place(expectations.label());
        Sample sample = scan.sample();
        if (label < 0 || scan.rows() == 0) {
            return List.of();
        }
        if (label >= sample.columns()) {
            return info("There are too many columns to look for leakage; take a smaller sample");
        }
        var leaks = new Leaks(sample, label);
        if (!leaks.canTell()) {
            return info("There are too few rows, or too few different labels, to look for leakage");
        }
        List<Finding> findings = new ArrayList<>();
        Leakage leakage = expectations.leakage();
        for (int i = 0; i < sample.columns(); i++) {
            String name = scan.columns().get(i).name();
            double score = i == label || leakage.accepted().contains(name) ? 0 : leaks.score(i);
            if (score >= leakage.threshold() && i != label) {
                findings.add(Finding.ofColumn(
                        Severity.ERROR,
                        Check.LEAKAGE,
                        name,
                        "This column alone avoids %s of the errors in telling '%s'; drop it, or accept it when it is known before the label is"
                                .formatted(Shares.percent(score), expectations.label())));
            }
        }
        if (sample.columns() < scan.columns().size()) {
            findings.addAll(info("Leakage was looked for in the first %d columns only; take a smaller sample"
                    .formatted(sample.columns())));
        }
        return findings;
    }

    private static List<Finding> info(String message) {
        return List.of(Finding.ofTable(Severity.INFO, Check.LEAKAGE, message));
    }
}
