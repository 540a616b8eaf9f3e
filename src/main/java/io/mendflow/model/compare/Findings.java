package io.mendflow.model.compare;

import java.util.List;
import java.util.stream.Stream;

/** Makes one verdict and one sentence of all that was found. */
final class Findings {

    private Findings() {}

    static Verdict verdict(List<Problem> problems, List<GateResult> gates) {
        List<Verdict> verdicts = Stream.concat(
                        problems.stream().map(Problem::verdict), gates.stream().map(GateResult::verdict))
                .toList();
        if (verdicts.contains(Verdict.FAIL)) {
            return Verdict.FAIL;
        }
        return verdicts.isEmpty() || verdicts.contains(Verdict.INCONCLUSIVE) ? Verdict.INCONCLUSIVE : Verdict.PASS;
    }

    static String reason(Verdict verdict, List<Problem> problems, List<GateResult> gates) {
        if (problems.isEmpty() && gates.isEmpty()) {
            return "No gate was asked for, so nothing was decided.";
        }
        if (verdict == Verdict.PASS) {
            return "The challenger passes all %d gates.".formatted(gates.size());
        }
        List<String> reasons = Stream.concat(
                        problems.stream()
                                .filter(problem -> problem.verdict() == verdict)
                                .map(problem -> problem.reason() + "."),
                        gates.stream().filter(gate -> gate.verdict() == verdict).map(GateResult::reason))
                .toList();
        return reasons.size() == 1
                ? reasons.get(0)
                : "%s (and %d more of %d findings)"
                        .formatted(reasons.get(0), reasons.size() - 1, problems.size() + gates.size());
    }
}
