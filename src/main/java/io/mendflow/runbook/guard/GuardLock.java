package io.mendflow.runbook.guard;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What all nodes lock before they decide on leases and waits, until their transaction ends. A run's own row is locked before it, never after. */
@Component
class GuardLock {

    private final JdbcClient jdbc;

    GuardLock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void take() {
        jdbc.sql("select name from guard_lock for update").query(String.class).single();
    }
}
