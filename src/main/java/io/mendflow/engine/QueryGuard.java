package io.mendflow.engine;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.HistoricProcessInstanceQueryImpl;
import org.camunda.bpm.engine.impl.HistoricTaskInstanceQueryImpl;
import org.camunda.bpm.engine.impl.ProcessInstanceQueryImpl;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractExecuteFilterCmd;
import org.camunda.bpm.engine.impl.cmd.SaveFilterCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses queries and filters that carry expressions, in their sub-queries too.
 *
 * <p>Camunda's own switches look at the outer query only: an expression inside {@code orQueries} is evaluated although ad-hoc and stored ones are
 * switched off (7.24.0). {@link Expressions} is the second lock on the same door.
 */
class QueryGuard extends CommandInterceptor {

    static final String REFUSAL = "Expected a query without expressions, but it has one; give the value itself";

    private static final Field SAVED = field(SaveFilterCmd.class, "filter");
    private static final Field EXTENDING = field(AbstractExecuteFilterCmd.class, "extendingQuery");

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof AbstractQuery<?, ?> query) {
            refuseExpressions(query);
        } else if (command instanceof SaveFilterCmd save) {
            refuseExpressions(value(SAVED, save) instanceof Filter filter ? filter.getQuery() : null);
        } else if (command instanceof AbstractExecuteFilterCmd filter) {
            refuseExpressions(value(EXTENDING, filter));
        }
        return next.execute(command);
    }

    private static void refuseExpressions(@Nullable Object query) {
        if (!(query instanceof AbstractQuery<?, ?> outer)) {
            return;
        }
        if (hasExpressions(outer) || parts(outer).stream().anyMatch(QueryGuard::hasExpressions)) {
            throw new BadUserRequestException(REFUSAL);
        }
    }

    private static boolean hasExpressions(AbstractQuery<?, ?> query) {
        return !query.getExpressions().isEmpty();
    }

    private static List<? extends AbstractQuery<?, ?>> parts(AbstractQuery<?, ?> query) {
        if (query instanceof TaskQueryImpl tasks) {
            return tasks.getQueries();
        }
        if (query instanceof HistoricTaskInstanceQueryImpl tasks) {
            return tasks.getQueries();
        }
        if (query instanceof ProcessInstanceQueryImpl instances) {
            return instances.getQueries();
        }
        if (query instanceof HistoricProcessInstanceQueryImpl instances) {
            return instances.getQueries();
        }
        return List.of();
    }

    /** Camunda keeps these to itself and offers no way to look at them. */
    private static Field field(Class<?> type, String name) {
        Field field = Objects.requireNonNull(ReflectionUtils.findField(type, name));
        ReflectionUtils.makeAccessible(field);
        return field;
    }

    private static @Nullable Object value(Field field, Object owner) {
        return ReflectionUtils.getField(field, owner);
    }
}
