package io.mendflow.remediation;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Runs engine commands as Mendflow itself: the API has already checked what the person at its other end may do. */
record AsMendflow(IdentityService identity) {

    <T> T run(Supplier<T> work) {
        Authentication person = identity.getCurrentAuthentication();
        identity.clearAuthentication();
        try {
            return work.get();
        } finally {
            if (person != null) {
                identity.setAuthentication(person);
            }
        }
    }
}
