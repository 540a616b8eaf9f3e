package io.mendflow.engine;

import io.mendflow.audit.Audit;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes into the audit trail who deployed what, and what was refused. */
@Component
class ModelTrail {

    private static final int LONGEST_REASON = 2000;

    private final Audit audit;

    ModelTrail(Audit audit) {
        this.audit = audit;
    }

    @EventListener
    void note(ModelDeployed deployed) {
        audit.append(
                deployed.by(),
                "model.deploy",
                deployed.name(),
                Map.of("deployment", deployed.deploymentId(), "files", deployed.files()));
    }

    @EventListener
    void note(ModelRefused refused) {
        String reason = refused.reason();
        audit.append(
                refused.by(),
                "model.refuse",
                refused.name(),
                Map.of(
                        "files",
                        refused.files(),
                        "reason",
                        reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason));
    }
}
