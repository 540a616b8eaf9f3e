package io.mendflow.engine;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.stereotype.Component;

/** Two ways to work with the engine that Camunda's services do not offer. */
@Component
public class Engine {

    private final IdentityService identities;
    private final ClusterLock lock;

    Engine(IdentityService identities, ClusterLock lock) {
        this.identities = identities;
        this.lock = lock;
    }

    /**
     * Works as Mendflow itself, without the user whose request this thread may be serving, so that Camunda asks for no right of theirs.
     *
     * <p>Delegates and listeners of a flow need it not; what runs after a commit or on a request's own thread may.
     */
    public <T> T asMendflow(Supplier<T> work) {
        Authentication user = identities.getCurrentAuthentication();
        identities.clearAuthentication();
        try {
            return work.get();
        } finally {
            if (user != null) {
                identities.setAuthentication(user.getUserId(), user.getGroupIds(), user.getTenantIds());
            }
        }
    }

    /** Works while no other node on the same database works under this lock: for what is looked up first and then created. */
    public <T> T alone(Supplier<T> work) {
        return lock.hold(work);
    }
}
