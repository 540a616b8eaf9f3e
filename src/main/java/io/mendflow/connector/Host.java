package io.mendflow.connector;

import org.springframework.stereotype.Component;

/** Machines as runbooks see them: {@code host.local} is the one that Mendflow runs on. */
@Component
public class Host {

    private final LocalHost local;

    Host(LocalHost local) {
        this.local = local;
    }

    public LocalHost getLocal() {
        return local;
    }
}
