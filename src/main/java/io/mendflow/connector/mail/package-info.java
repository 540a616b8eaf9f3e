/** A mail server over SMTP, as a system. */
@NullMarked
package io.mendflow.connector.mail;

import org.jspecify.annotations.NullMarked;
