package io.mendflow.connector;

import java.util.List;
import org.springframework.stereotype.Component;

/** Machines as runbooks see them: {@code host.local} is the one that Mendflow runs on. */
@Component
public class Host implements Port {

    private final LocalHost local;

    Host(LocalHost local) {
        this.local = local;
    }

    @LeadsOn
    public LocalHost getLocal() {
        return local;
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "host";
    }
}
