package io.mendflow.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command as a list of arguments, the program first. */
public record CommandLine(List<String> words) {

    /** What no shell takes for anything else; without {@code =}, which would make an assignment of a first word. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-]+");

    public CommandLine {
        words = List.copyOf(words);
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("Expected a command that names a program, got an empty one");
        }
        if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("Expected a command without NUL characters");
        }
    }

    /** Takes a list of arguments as it is, and splits a text. */
    public static CommandLine of(Object command) {
        return command instanceof List<?> list
                ? new CommandLine(list.stream().map(String::valueOf).toList())
                : new CommandLine(split(command.toString()));
    }

    /** One text for people and for globs; words that need quotes have them. */
    public String text() {
        return String.join(" ", words.stream().map(CommandLine::quoted).toList());
    }

    /** One text that a POSIX shell reads as these words and nothing else. */
    public String shellText() {
        return String.join(
                " ",
                words.stream()
                        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().noneMatch(c -> Character.isWhitespace(c) || c == '\'' || c == '"' || c == '\\');
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'') {
                i++;
                if (i == text.length()) {
                    throw new IllegalArgumentException(
                            "Expected a character after the backslash at the end of the command " + text);
                }
                word.append(text.charAt(i));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (!Character.isWhitespace(c)) {
                word.append(c);
                inWord = true;
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("Expected a closing %s in the command %s".formatted(quote, text));
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
