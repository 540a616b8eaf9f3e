package io.mendflow.runbook.testing;

import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.jspecify.annotations.Nullable;

/** A file {@code <id>.test.groovy}: the tests of the runbook beside it. */
final class TestFile {

    static final String ENDING = ".test.groovy";

    private final Path path;
    private final String codeName;
    private final TestLanguage language;

    private TestFile(Path path, String codeName, TestLanguage language) {
        this.path = path;
        this.codeName = codeName;
        this.language = language;
    }

    /** @throws BrokenTestFile when it cannot be read; it says where and why */
    static TestFile read(Path path) {
        String codeName = "Test_" + id(path).replaceAll("[^A-Za-z0-9_]", "_") + ".groovy";
        var configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(TestLanguage.class.getName());
        configuration.addCompilationCustomizers(new TestWords());
        var loader = new GroovyClassLoader(TestFile.class.getClassLoader(), configuration);
        try {
            var source = new GroovyCodeSource(Files.readString(path), codeName, "/mendflow/tests");
            var language = (TestLanguage)
                    loader.parseClass(source, false).getDeclaredConstructor().newInstance();
            language.run();
            return new TestFile(path, codeName, language);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read " + path, e);
        } catch (CompilationFailedException | ReflectiveOperationException e) {
            throw new BrokenTestFile(path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new BrokenTestFile("%s:%d: %s".formatted(path, line(e, codeName), e.getMessage()), e);
        }
    }

    static String id(Path path) {
        String name = path.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    Path path() {
        return path;
    }

    List<String> names() {
        return language.tests().stream().map(TestLanguage.Named::name).toList();
    }

    /** Performs the test at a place. @throws AssertionError when it fails; it says where */
    void perform(int number, TestEngine engine) {
        try {
            language.perform(language.tests().get(number), new Trial(engine), id(path));
        } catch (RuntimeException | AssertionError e) {
            int line = line(e, codeName);
            String where = line == 0 ? path.toString() : path + ":" + line;
            throw new AssertionError("%s: %s".formatted(where, e.getMessage()), e);
        }
    }

    private static int line(@Nullable Throwable thrown, String codeName) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            int line = Arrays.stream(cause.getStackTrace())
                    .filter(frame -> codeName.equals(frame.getFileName()))
                    .mapToInt(StackTraceElement::getLineNumber)
                    .filter(number -> number > 0)
                    .findFirst()
                    .orElse(0);
            if (line > 0) {
                return line;
            }
        }
        return 0;
    }

    /** A file of tests that cannot be read. */
    static final class BrokenTestFile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenTestFile(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
