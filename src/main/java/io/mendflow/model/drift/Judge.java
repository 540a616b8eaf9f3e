package io.mendflow.model.drift;

import io.mendflow.model.drift.Finding.Tested;
import io.mendflow.model.drift.Finding.Trouble;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Makes verdicts of findings, seeing all columns together where settings are strict. */
final class Judge {

    private final boolean strict;

    private Judge(boolean strict) {
        this.strict = strict;
    }

    static List<ColumnDrift> of(List<Finding> findings, DriftSettings settings) {
        var judge = new Judge(settings.strict());
        List<Tested> tests =
                findings.stream().map(Finding::test).filter(Objects::nonNull).toList();
        double[] corrected = settings.strict() ? Holm.corrected(tests) : new double[tests.size()];
        var next = IntStream.range(0, tests.size()).iterator();
        return findings.stream()
                .map(finding -> {
                    Tested test = finding.test();
                    return test == null ? withoutTest(finding) : judge.tested(finding, test, corrected[next.nextInt()]);
                })
                .toList();
    }

    private static ColumnDrift withoutTest(Finding finding) {
        Trouble trouble = Objects.requireNonNull(finding.trouble(), "a finding has a test or says why not");
        return new ColumnDrift(
                finding.column(),
                finding.role(),
                finding.type(),
                trouble.verdict(),
                null,
                null,
                null,
                null,
                false,
                finding.reference(),
                finding.current(),
                finding.distribution(),
                trouble.message());
    }

    private ColumnDrift tested(Finding finding, Tested tested, double corrected) {
        boolean drifted = drifted(tested, corrected);
        return new ColumnDrift(
                finding.column(),
                finding.role(),
                finding.type(),
                drifted ? Verdict.DRIFT : Verdict.STABLE,
                tested.test(),
                tested.score(),
                strict ? corrected : null,
                tested.threshold(),
                drifted,
                finding.reference(),
                finding.current(),
                finding.distribution(),
                message(tested, corrected, drifted));
    }

    private boolean drifted(Tested tested, double corrected) {
        DriftTest test = tested.test();
        if (!strict) {
            return test.isDrift(tested.score(), tested.threshold());
        }
        return test.isPValue()
                ? test.isDrift(corrected, tested.threshold())
                : test.isDrift(tested.score(), tested.threshold()) && corrected <= tested.level();
    }

    private String message(Tested tested, double corrected, boolean drifted) {
        String score = "%s %s %s, threshold %s"
                .formatted(
                        tested.test().label(),
                        tested.test().isPValue() ? "p =" : "=",
                        Labels.rounded(tested.score()),
                        Labels.rounded(tested.threshold()));
        String correction = strict ? "; corrected p = %s".formatted(Labels.rounded(corrected)) : "";
        return score + correction + (drifted ? ": drift" : ": no drift");
    }
}
