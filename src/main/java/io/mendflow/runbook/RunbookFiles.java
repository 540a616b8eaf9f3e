package io.mendflow.runbook;

import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Reads runbook files without putting them in service, for the tools of authors. */
public final class RunbookFiles {

    private RunbookFiles() {}

    /**
     * What is wrong with the text of a file by itself; nothing of it is run.
     *
     * @param verbs what its steps may use
     * @param file as problems name it
     * @param scriptName last part of the path
     */
    public static List<Problem> problems(List<Verb> verbs, String file, String scriptName, String text) {
        var reader = new RunbookReader(verbs(verbs), new CompiledFiles((Path) null));
        RunbookReader.Reading reading = reader.read(file, scriptName, text);
        reading.source().release();
        return reading.problems();
    }

    /**
     * Compiles a file and keeps what Groovy makes of it, so that a service of the same build need not.
     *
     * @param folder where to keep it, as the class path has it
     * @throws IllegalArgumentException when something is wrong with the file
     */
    public static void compile(List<Verb> verbs, String scriptName, String text, Path folder) {
        var reader = new RunbookReader(verbs(verbs), new CompiledFiles(folder));
        RunbookReader.Reading reading = reader.read(scriptName, scriptName, text);
        if (reading.definition() == null) {
            throw new IllegalArgumentException("Expected a runbook without problems, but: " + reading.problems());
        }
    }

    private static Verbs verbs(List<Verb> verbs) {
        var beans = new StaticListableBeanFactory();
        verbs.forEach(verb -> beans.addBean(verb.name(), verb));
        return new Verbs(beans.getBeanProvider(Verb.class));
    }
}
