package io.mendflow.cli;

import io.mendflow.runbook.RunbookFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** Compiles the shipped runbooks while Mendflow is built, so that no start has to. */
public final class CompileShipped {

    private CompileShipped() {}

    /** @param arguments the folder to write to; what an earlier build has left there goes */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        FileSystemUtils.deleteRecursively(folder);
        var definitions = new Definitions();
        AuthorFile.all(List.of()).parallelStream()
                .filter(AuthorFile::isRunbook)
                .forEach(file -> RunbookFiles.compile(definitions.verbs(), file.name(), file.text(), folder));
    }
}
