package io.mendflow;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Tells the pool which of H2's errors mean that a connection is dead, so that it leaves the pool at once: H2 says so in states of its own, which
 * the pool does not know, and a dead connection that was used a moment ago would be handed out again and again.
 */
public class DeadConnections implements SQLExceptionOverride {

    /** The object is closed; an error of the disk, twice; connection broken; database closed, twice. */
    private static final Set<Integer> DEAD = Set.of(90007, 90028, 90031, 90067, 90098, 90121);

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
        return DEAD.contains(failure.getErrorCode()) && isH2(failure)
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }

    private static boolean isH2(SQLException failure) {
        return failure.getClass().getName().startsWith("org.h2.");
    }
}
