package io.mendflow.connector.local;

import io.mendflow.connector.CommandLine;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Command lines of the processes that run. On Linux they are read from {@code /proc}, where they stand as they were given; elsewhere the JVM
 * tells the program's file and its arguments.
 */
final class ProcessTable {

    /** The program that {@link Processes} starts others by. */
    static final String SESSION = "setsid";

    private ProcessTable() {}

    /**
     * The command line of a process; a script's without its interpreter, and one that is just being started without the program that puts it into a
     * session of its own. Empty when it cannot be read.
     */
    static Optional<CommandLine> commandLine(ProcessHandle process) {
        List<String> words = words(process);
        if (words.isEmpty() || words.get(0).isEmpty()) {
            return Optional.empty();
        }
        if (words.size() > 1
                && Path.of(words.get(0)).endsWith(SESSION)
                && !words.get(1).startsWith("-")) {
            words = words.subList(1, words.size());
        }
        if (words.size() > 1 && !words.get(1).startsWith("-") && runsScript(words)) {
            words = words.subList(1, words.size());
        }
        return Optional.of(new CommandLine(words));
    }

    /** Whether that process was started by a command line that begins with those words. */
    static boolean startedBy(ProcessHandle process, CommandLine command) {
        Optional<CommandLine> line = commandLine(process);
        if (line.isEmpty()) {
            return false;
        }
        List<String> running = line.get().words();
        List<String> wanted = command.words();
        return running.size() >= wanted.size()
                && running.subList(1, wanted.size()).equals(wanted.subList(1, wanted.size()))
                && sameProgram(running.get(0), wanted.get(0), process);
    }

    private static boolean sameProgram(String running, String wanted, ProcessHandle process) {
        if (running.equals(wanted)) {
            return true;
        }
        Optional<String> file = Program.file(wanted).map(Path::toString);
        return file.isPresent()
                && (file.equals(process.info().command())
                        || file.equals(Program.file(running).map(Path::toString)));
    }

    /** An interpreter with its script as first argument; any program may have a script as argument, so the script's first line decides. */
    private static boolean runsScript(List<String> words) {
        Optional<Path> interpreter = words.get(1).contains("/") ? Program.interpreter(words.get(1)) : Optional.empty();
        return interpreter.isPresent() && interpreter.equals(Program.file(words.get(0)));
    }

    private static List<String> words(ProcessHandle process) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        if (Files.isReadable(file)) {
            try {
                String all = new String(Files.readAllBytes(file), Charset.defaultCharset());
                return all.isEmpty() ? List.of() : List.of(all.split("\0", -1)).subList(0, count(all));
            } catch (IOException e) {
                return List.of();
            }
        }
        var words = new ArrayList<String>();
        process.info().command().ifPresent(words::add);
        process.info().arguments().ifPresent(arguments -> words.addAll(List.of(arguments)));
        return words;
    }

    private static int count(String all) {
        int ends = (int) all.chars().filter(c -> c == 0).count();
        return all.endsWith("\0") ? ends : ends + 1;
    }
}
