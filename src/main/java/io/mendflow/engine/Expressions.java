package io.mendflow.engine;

import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.el.JuelExpression;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.el.VariableContextElResolver;
import org.camunda.bpm.engine.impl.el.VariableScopeElResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ValueExpression;
import org.jspecify.annotations.Nullable;

/**
 * The engine's expressions, closed: they see variables, the exposed beans and the facts of {@link ExpressionRule}, whatever was deployed and by
 * whom. A forbidden expression is refused before it is evaluated, and if one got through, no resolver here would call anything.
 */
class Expressions extends JuelExpressionManager {

    private final ExposedBeans exposed;
    private final ExpressionRule rule = new ExpressionRule();

    Expressions(ExposedBeans exposed) {
        this.exposed = exposed;
    }

    @Override
    public Expression createExpression(String expression) {
        return new InScope(createValueExpression(expression), expression);
    }

    @Override
    public ValueExpression createValueExpression(String expression) {
        String objection = rule.objection(expression);
        if (objection != null) {
            throw new ProcessEngineException(objection);
        }
        return super.createValueExpression(expression);
    }

    @Override
    protected ELResolver createElResolver() {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new VariableScopeElResolver());
        resolver.add(new VariableContextElResolver());
        resolver.add(new Beans());
        resolver.add(new Facts());
        return resolver;
    }

    /** Evaluates only for an execution or task: what evaluates without one is a user's query, and those carry no expressions. */
    private class InScope extends JuelExpression {

        InScope(ValueExpression value, String text) {
            super(value, Expressions.this, text);
        }

        @Override
        public Object getValue(@Nullable VariableScope scope, BaseDelegateExecution context) {
            if (scope == null) {
                throw new ProcessEngineException(QueryGuard.REFUSAL);
            }
            return super.getValue(scope, context);
        }
    }

    private class Beans extends ReadOnly {

        @Override
        public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
            if (base == null && property instanceof String name && exposed.has(name)) {
                context.setPropertyResolved(true);
                return exposed.get(name);
            }
            return null;
        }
    }

    private static class Facts extends ReadOnly {

        private static final Map<String, Function<DelegateExecution, @Nullable Object>> OF_EXECUTION = Map.of(
                "processBusinessKey", DelegateExecution::getProcessBusinessKey,
                "processInstanceId", DelegateExecution::getProcessInstanceId,
                "processDefinitionId", DelegateExecution::getProcessDefinitionId,
                "currentActivityId", DelegateExecution::getCurrentActivityId,
                "id", DelegateExecution::getId);
        private static final Map<String, Function<DelegateTask, @Nullable Object>> OF_TASK = Map.of(
                "id", DelegateTask::getId,
                "assignee", DelegateTask::getAssignee,
                "owner", DelegateTask::getOwner,
                "taskDefinitionKey", DelegateTask::getTaskDefinitionKey);

        @Override
        public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
            if (base instanceof DelegateTask task && OF_TASK.containsKey(property)) {
                context.setPropertyResolved(true);
                return OF_TASK.get(property).apply(task);
            }
            if (base instanceof DelegateExecution execution && OF_EXECUTION.containsKey(property)) {
                context.setPropertyResolved(true);
                return OF_EXECUTION.get(property).apply(execution);
            }
            return null;
        }
    }

    private abstract static class ReadOnly extends ELResolver {

        @Override
        public Class<?> getType(ELContext context, @Nullable Object base, Object property) {
            return Object.class;
        }

        @Override
        public void setValue(ELContext context, @Nullable Object base, Object property, Object value) {
            throw new ProcessEngineException("Expected an expression that reads, but it sets '" + property + "'");
        }

        @Override
        public boolean isReadOnly(ELContext context, @Nullable Object base, Object property) {
            return true;
        }

        @Override
        public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, @Nullable Object base) {
            return Collections.emptyIterator();
        }

        @Override
        public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
            return Object.class;
        }
    }
}
