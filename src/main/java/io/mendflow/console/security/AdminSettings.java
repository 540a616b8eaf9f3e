package io.mendflow.console.security;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The user that is admin from the first start. At every start it exists with this password and is in the group {@code camunda-admin}. Without
 * these settings, a first start makes the user {@code admin} with a random password and prints it once.
 *
 * @param username letters, digits, {@code .}, {@code _}, {@code @} and {@code -}; {@code admin} when only a password is given
 */
@Validated
@ConfigurationProperties("mendflow.admin")
record AdminSettings(
        @Nullable @Pattern(regexp = "[A-Za-z0-9._@-]{1,64}", message = "needs 1 to 64 letters, digits and . _ @ -")
                String username,
        @Nullable String password) {

    AdminSettings {
        if (isBlank(username) && !isBlank(password)) {
            username = "admin";
        }
    }

    @AssertTrue(message = "needs mendflow.admin.password beside mendflow.admin.username")
    boolean isComplete() {
        return isBlank(username) || !isBlank(password);
    }

    boolean isGiven() {
        return !isBlank(username);
    }

    /** Without the password, so that no log line and no error has it. */
    @Override
    public String toString() {
        return "AdminSettings[username=" + username + "]";
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
