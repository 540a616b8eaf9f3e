package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void splitsATextAtBlanks() {
        assertThat(words("  java -jar  app.jar\t--port 80 "))
                .containsExactly("java", "-jar", "app.jar", "--port", "80");
    }

    @Test
    void keepsQuotedTextTogether() {
        assertThat(words("a 'b \\ \"c' \"d 'e' \\\" f\" g\\ h i''j ''"))
                .containsExactly("a", "b \\ \"c", "d 'e' \" f", "g h", "ij", "");
    }

    @Test
    void expandsNothing() {
        assertThat(words("echo $HOME ~ *.txt `id` $(id) a|b a;b a&&b >x"))
                .containsExactly("echo", "$HOME", "~", "*.txt", "`id`", "$(id)", "a|b", "a;b", "a&&b", ">x");
    }

    @Test
    void writesWhatItReads() {
        for (List<String> words :
                List.of(List.of("a"), List.of("a", "", "b c", "it's", "\"q\"", "back\\slash", "tab\t", "'", "\\"))) {
            assertThat(words(new CommandLine(words).text())).isEqualTo(words);
        }
    }

    @Test
    void writesWhatAShellReadsAsTheseWords() throws Exception {
        List<String> words =
                List.of("$HOME", "~", "*", "`id`", "a;id", "it's", "\"q\"", "", "new\nline", "A=b", "!", "\\", "#");
        Process shell = new ProcessBuilder(
                        "/bin/sh", "-c", new CommandLine(prepended("printf", "%s|", words)).shellText())
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(String.join("|", words) + "|");
        assertThat(new CommandLine(List.of("A=b", "x")).shellText()).isEqualTo("'A=b' x");
    }

    private static List<String> prepended(String program, String format, List<String> words) {
        var all = new ArrayList<>(List.of(program, format));
        all.addAll(words);
        return all;
    }

    @Test
    void refusesWhatIsNoCommand() {
        assertThatThrownBy(() -> words(" ")).hasMessageContaining("names a program");
        assertThatThrownBy(() -> words("a 'b")).hasMessageContaining("closing '");
        assertThatThrownBy(() -> words("a \\")).hasMessageContaining("backslash");
        assertThatThrownBy(() -> words("a\0b")).hasMessageContaining("NUL");
        assertThatThrownBy(() -> CommandLine.of(List.of())).hasMessageContaining("names a program");
    }

    private static List<String> words(String text) {
        return CommandLine.of(text).words();
    }
}
