package io.mendflow.runbook;

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
        var beans = new StaticListableBeanFactory();
        verbs.forEach(verb -> beans.addBean(verb.name(), verb));
        var reader = new RunbookReader(new Verbs(beans.getBeanProvider(Verb.class)));
        RunbookReader.Reading reading = reader.read(file, scriptName, text);
        reading.source().release();
        return reading.problems();
    }
}
