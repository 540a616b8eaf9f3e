package io.mendflow.connector.mail;

import org.jspecify.annotations.Nullable;

/** A message that the mail server did not take. */
class MailFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MailFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
