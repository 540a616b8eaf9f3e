package io.mendflow.runbook;

import groovy.lang.GroovyClassLoader;
import groovy.lang.MissingMethodException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the text of a runbook file: what it says, or everything that is wrong with it. No step is run. */
@Component
class RunbookReader {

    private final Verbs verbs;
    private final CompiledFiles compiledFiles;

    RunbookReader(Verbs verbs, CompiledFiles compiledFiles) {
        this.verbs = verbs;
        this.compiledFiles = compiledFiles;
    }

    /**
     * Reads a file.
     *
     * @param file as problems name it
     * @param scriptName last part of the path, as errors of its steps name it
     */
    Reading read(String file, String scriptName, String text) {
        var draft = new Draft(file, scriptName);
        Compiled compiled = compiled(draft, scriptName, text);
        if (compiled == null) {
            return new Reading(null, List.copyOf(draft.problems()), new Source(scriptName, null));
        }
        compiled.namesByLine().forEach(draft::namesAt);
        Compiled.Loader loader = compiled.loader();
        Definition definition = run(loader, compiled.script(), draft);
        return new Reading(definition, List.copyOf(draft.problems()), new Source(scriptName, loader));
    }

    /** From the files that are kept, or by Groovy; null when the checks find something wrong. */
    private @Nullable Compiled compiled(Draft draft, String scriptName, String text) {
        Optional<Compiled> known = compiledFiles.find(scriptName, text, verbs.names());
        if (known.isPresent()) {
            return known.get();
        }
        Compiled compiled = compile(draft, scriptName, text);
        if (compiled != null) {
            compiledFiles.keep(scriptName, text, verbs.names(), compiled);
        }
        return compiled;
    }

    /** What Groovy makes of a file; null when the checks find something wrong, which the draft then has. */
    @Nullable
    Compiled compile(Draft draft, String scriptName, String text) {
        CompilerConfiguration configuration = configuration(draft);
        try (var loader = new GroovyClassLoader(RunbookReader.class.getClassLoader(), configuration)) {
            var unit = new CompilationUnit(configuration, null, loader);
            unit.addSource(Lines.codeName(scriptName), text);
            unit.compile(Phases.CLASS_GENERATION);
            if (draft.problems().isEmpty()) {
                var classes = new LinkedHashMap<String, byte[]>();
                unit.getClasses().forEach(type -> classes.put(type.getName(), type.getBytes()));
                return new Compiled(unit.getFirstClassNode().getName(), classes, draft.namesByLine());
            }
        } catch (CompilationFailedException e) {
            note(e, draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return null;
    }

    private CompilerConfiguration configuration(Draft draft) {
        var configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(RunbookLanguage.class.getName());
        configuration.addCompilationCustomizers(
                new ItemNames(), new PlainCheck(draft), new NameCheck(draft, verbs.names()), new ReachCheck(draft));
        configuration.setDisabledGlobalASTTransformations(Set.of("groovy.grape.GrabAnnotationTransformation"));
        return configuration;
    }

    private static @Nullable Definition run(Compiled.Loader loader, String script, Draft draft) {
        try {
            RunbookLanguage language = loader.script(script);
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

    /**
     * The compiled classes of one file.
     *
     * @param loader null when there are none
     */
    record Source(String scriptName, @Nullable GroovyClassLoader loader) {

        /** Lets the classes go, once nothing runs them any more. */
        void release() {
            if (loader == null) {
                return;
            }
            for (Class<?> loaded : loader.getLoadedClasses()) {
                groovy.lang.GroovySystem.getMetaClassRegistry().removeMetaClass(loaded);
            }
            loader.clearCache();
        }
    }
}
