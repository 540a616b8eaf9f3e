package io.mendflow.runbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A runbook file while it is read: what it has said so far, and what is wrong with it. */
final class Draft {

    private final String file;
    private final String scriptName;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Integer, List<String>> namesByLine = new HashMap<>();
    private @Nullable RunbookBlock block;

    Draft(String file, String scriptName) {
        this.file = file;
        this.scriptName = scriptName;
    }

    void problem(int line, String reason) {
        problems.add(new Problem(file, line, reason));
    }

    /** Notes a problem at the line of the file that is being run now. */
    void problemHere(String reason) {
        problem(here(), reason);
    }

    /** The line of the file that is being run now; 0 when none is. */
    int here() {
        return StackWalker.getInstance().walk(frames -> frames.filter(
                        frame -> Lines.codeName(scriptName).equals(frame.getFileName()))
                .mapToInt(StackWalker.StackFrame::getLineNumber)
                .findFirst()
                .orElse(0));
    }

    /** Notes which names a map has that is written on a line. */
    void namesAt(int line, List<String> names) {
        namesByLine.put(line, names);
    }

    /** The names of the map that is written on a line; null when none was noted. */
    @Nullable
    List<String> namesAt(int line) {
        return namesByLine.get(line);
    }

    Map<Integer, List<String>> namesByLine() {
        return namesByLine;
    }

    /** The line of the file where it was thrown; 0 when it was not there. */
    int lineOf(Throwable thrown) {
        return Lines.of(thrown, scriptName);
    }

    void begin(RunbookBlock block) {
        this.block = block;
    }

    @Nullable
    RunbookBlock block() {
        return block;
    }

    List<Problem> problems() {
        return problems;
    }
}
