package io.mendflow.engine;

import java.util.Set;
import org.camunda.bpm.engine.impl.cmd.CreateMembershipCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteGroupCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteMembershipCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteUserCmd;
import org.camunda.bpm.engine.impl.cmd.SaveUserCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes {@link IdentityChanged} after every command that changes who may log in, or as what. */
class IdentityWatch extends CommandInterceptor {

    private static final Set<Class<?>> CHANGES = Set.of(
            SaveUserCmd.class,
            DeleteUserCmd.class,
            DeleteGroupCmd.class,
            CreateMembershipCmd.class,
            DeleteMembershipCmd.class);

    private final ApplicationEventPublisher events;

    IdentityWatch(ApplicationEventPublisher events) {
        this.events = events;
    }

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } finally {
            if (CHANGES.contains(command.getClass())) {
                events.publishEvent(new IdentityChanged());
            }
        }
    }
}
