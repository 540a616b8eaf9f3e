package io.mendflow.connector.training;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a training printed; of a long one, its last part. */
final class Log {

    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_LINE = 300;

    private final Path file;

    Log(Path file) {
        this.file = file;
    }

    /** The last lines, each with its end; empty when there are none. */
    String tail(int lines) throws IOException {
        String text = end();
        if (text.isEmpty() || lines <= 0) {
            return "";
        }
        int from = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int found = 0; found < lines && from > 0; found++) {
            from = text.lastIndexOf('\n', from - 1);
        }
        return text.substring(from + 1);
    }

    /** The last line with something in it, cut when it is long; empty when there is none. */
    String lastLine() throws IOException {
        List<String> lines = end().lines().filter(line -> !line.isBlank()).toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
        return last.length() > LONGEST_LINE ? last.substring(0, LONGEST_LINE) + "…" : last;
    }

    private String end() throws IOException {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            long length = bytes.length();
            byte[] end = new byte[(int) Math.min(LONGEST, length)];
            bytes.seek(length - end.length);
            bytes.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        }
    }
}
