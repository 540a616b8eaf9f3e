package io.mendflow.runbook;

import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.MissingMethodException;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the text of a runbook file: what it says, or everything that is wrong with it. No step is run. */
@Component
class RunbookReader {

    private final Verbs verbs;

    RunbookReader(Verbs verbs) {
        this.verbs = verbs;
    }

    /**
     * Reads a file.
     *
     * @param file as problems name it
     * @param scriptName last part of the path, as errors of its steps name it
     */
    Reading read(String file, String scriptName, String text) {
        var draft = new Draft(file, scriptName);
        var loader = new GroovyClassLoader(RunbookReader.class.getClassLoader(), configuration(draft));
        Definition definition = null;
        try {
            Class<?> script = loader.parseClass(
                    new GroovyCodeSource(text, Lines.codeName(scriptName), "/mendflow/runbooks"), false);
            if (draft.problems().isEmpty()) {
                definition = run(script, draft);
            }
        } catch (CompilationFailedException e) {
            note(e, draft);
        }
        return new Reading(definition, List.copyOf(draft.problems()), new Source(scriptName, loader));
    }

    private CompilerConfiguration configuration(Draft draft) {
        var configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(RunbookLanguage.class.getName());
        configuration.addCompilationCustomizers(
                new ItemNames(), new PlainCheck(draft), new NameCheck(draft, verbs.names()), new ReachCheck(draft));
        configuration.setDisabledGlobalASTTransformations(Set.of("groovy.grape.GrabAnnotationTransformation"));
        return configuration;
    }

    private static @Nullable Definition run(Class<?> script, Draft draft) {
        try {
            var language = (RunbookLanguage) script.getDeclaredConstructor().newInstance();
            language.readInto(draft);
            language.run();
        } catch (MissingMethodException e) {
            draft.problem(draft.lineOf(e), Misuse.of(e));
            return null;
        } catch (ReflectiveOperationException | RuntimeException | StackOverflowError | ExceptionInInitializerError e) {
            draft.problem(draft.lineOf(e), String.valueOf(e.getMessage()));
            return null;
        }
        RunbookBlock block = draft.block();
        if (block == null) {
            draft.problem(1, "expected runbook('id') { … }, but there is none");
            return null;
        }
        Definition definition = block.definition();
        return draft.problems().isEmpty() ? definition : null;
    }

    private static void note(CompilationFailedException e, Draft draft) {
        if (!(e instanceof MultipleCompilationErrorsException many)) {
            draft.problem(draft.lineOf(e), String.valueOf(e.getMessage()));
            return;
        }
        for (Message message : many.getErrorCollector().getErrors()) {
            if (message instanceof SyntaxErrorMessage syntax) {
                draft.problem(
                        syntax.getCause().getStartLine(),
                        "syntax: " + syntax.getCause().getOriginalMessage());
            } else if (message instanceof ExceptionMessage exception) {
                draft.problem(0, String.valueOf(exception.getCause().getMessage()));
            } else {
                draft.problem(0, many.getMessage());
            }
        }
    }

    /**
     * What came of reading.
     *
     * @param definition null when there are problems
     */
    record Reading(@Nullable Definition definition, List<Problem> problems, Source source) {}

    /** The compiled classes of one file. */
    record Source(String scriptName, GroovyClassLoader loader) {

        /** Lets the classes go, once nothing runs them any more. */
        void release() {
            for (Class<?> loaded : loader.getLoadedClasses()) {
                groovy.lang.GroovySystem.getMetaClassRegistry().removeMetaClass(loaded);
            }
            loader.clearCache();
        }
    }
}
