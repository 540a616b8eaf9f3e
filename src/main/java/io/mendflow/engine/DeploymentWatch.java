package io.mendflow.engine;

import java.lang.reflect.Field;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.ProcessEnginePersistenceException;
import org.camunda.bpm.engine.impl.cmd.DeployCmd;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.repository.DeploymentBuilderImpl;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.ReflectionUtils;

/** Publishes {@link ModelDeployed} inside the transaction of every deployment, and {@link ModelRefused} after one that was refused. */
class DeploymentWatch extends CommandInterceptor {

    private static final String NAMELESS = "deployment";
    private static final Field BUILDER =
            Objects.requireNonNull(ReflectionUtils.findField(DeployCmd.class, "deploymentBuilder"));

    static {
        ReflectionUtils.makeAccessible(BUILDER);
    }

    private final ApplicationEventPublisher events;
    private final Supplier<IdentityService> identities;

    /** @param identities not there yet while the engine is built */
    DeploymentWatch(ApplicationEventPublisher events, Supplier<IdentityService> identities) {
        this.identities = identities;
        this.events = events;
    }

    /** The last of the deployers: what comes to it has been let pass by all others. */
    Deployer last() {
        return deployment -> {
            if (deployment.isNew()) {
                events.publishEvent(new ModelDeployed(user(), name(deployment), deployment.getId(), sums(deployment)));
            }
        };
    }

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (ProcessEngineException e) {
            if (command instanceof DeployCmd deploy && isRefusal(e)) {
                refused(deploy, e);
            }
            throw e;
        }
    }

    private void refused(DeployCmd deploy, ProcessEngineException reason) {
        DeploymentEntity wanted = ((DeploymentBuilderImpl)
                        Objects.requireNonNull(ReflectionUtils.getField(BUILDER, deploy)))
                .getDeployment();
        List<String> files = wanted.getResources() == null
                ? List.of()
                : List.copyOf(wanted.getResources().keySet());
        events.publishEvent(new ModelRefused(user(), name(wanted), files, String.valueOf(reason.getMessage())));
    }

    /** The database's trouble is no refusal. */
    private static boolean isRefusal(ProcessEngineException e) {
        return !(e instanceof ProcessEnginePersistenceException)
                && !(e.getCause() instanceof ProcessEnginePersistenceException);
    }

    private static String name(DeploymentEntity deployment) {
        return Objects.requireNonNullElse(deployment.getName(), NAMELESS);
    }

    private String user() {
        Authentication user = identities.get().getCurrentAuthentication();
        return user == null || user.getUserId() == null ? "mendflow" : user.getUserId();
    }

    private static Map<String, String> sums(DeploymentEntity deployment) {
        Map<String, String> sums = new TreeMap<>();
        deployment.getResources().forEach((name, resource) -> sums.put(name, sha256(resource.getBytes())));
        return sums;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
