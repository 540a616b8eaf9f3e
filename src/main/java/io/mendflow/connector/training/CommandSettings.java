package io.mendflow.connector.training;

import io.mendflow.connector.CommandLine;
import io.mendflow.connector.Secrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.Delimiter;
import org.springframework.validation.annotation.Validated;

/**
 * The command lines that train and score.
 *
 * @param command as {@code mendflow.trainer.command.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.trainer")
record CommandSettings(@DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Command> command) {

    Command require(String name) {
        Command found = command.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a trainer that mendflow.trainer.command has (%s), got '%s'; add it to the settings"
                            .formatted(
                                    command.isEmpty() ? "none" : String.join(", ", new TreeSet<>(command.keySet())),
                                    name));
        }
        return found;
    }

    /**
     * One trainer. No shell reads the command lines.
     *
     * @param train command line, as one text or as a list of its words
     * @param score the same for scoring rows; none: it does not score
     * @param directory that they run in; none: the folder of the training
     * @param environment further environment variables
     * @param secrets names of secrets by the environment variable that each is put into
     */
    record Command(
            @Delimiter(Delimiter.NONE) @DefaultValue List<String> train,
            @Delimiter(Delimiter.NONE) @DefaultValue List<String> score,
            @Nullable Path directory,
            @DefaultValue Map<@Pattern(regexp = "[A-Za-z_][A-Za-z0-9_]*") String, String> environment,
            @DefaultValue Map<@Pattern(regexp = "[A-Za-z_][A-Za-z0-9_]*") String, String> secrets) {

        @AssertTrue(message = "needs 'train' or 'score', each a command line")
        boolean isDoingSomething() {
            return !train.isEmpty() || !score.isEmpty();
        }

        @AssertTrue(message = "'secrets' has names of secrets, not the secrets themselves")
        boolean isSecretsNamed() {
            return secrets.values().stream().allMatch(Secrets::isName);
        }

        /** The command line of a task; none when it has none. */
        @Nullable
        CommandLine line(String task) {
            List<String> words = task.equals("train") ? train : score;
            return words.isEmpty() ? null : CommandLine.of(words.size() == 1 ? words.get(0) : words);
        }

        /** Without values, as somebody may have put a secret there. */
        @Override
        public String toString() {
            return "Command[train=%s, score=%s, directory=%s, environment=%s, secrets=%s]"
                    .formatted(train, score, directory, environment.keySet(), secrets.keySet());
        }
    }
}
