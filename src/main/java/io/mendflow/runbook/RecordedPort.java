package io.mendflow.runbook;

import groovy.lang.GroovyInterceptable;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.GroovyRuntimeException;
import groovy.lang.MetaClass;
import io.mendflow.connector.Port;
import java.util.Arrays;
import java.util.function.Supplier;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.ScriptBytecodeAdapter;
import org.jspecify.annotations.Nullable;

/** A port as a part sees it that acts: every operation goes on to the port itself as it was said, and is noted. */
final class RecordedPort extends GroovyObjectSupport implements GroovyInterceptable {

    private final String name;
    private final Port port;
    private final Calls calls;

    /** @param name how the runbook says it, such as {@code host.ssh(web-1)} */
    RecordedPort(String name, Port port, Calls calls) {
        this.name = name;
        this.port = port;
        this.calls = calls;
    }

    @Override
    public Object invokeMethod(String operation, Object arguments) {
        Object[] given = PortOperation.arguments(port, operation, arguments);
        Object[] plain = Arrays.stream(given).map(RecordedPort::unwrapped).toArray();
        PortOperation found = PortOperation.of(port, operation, plain.length);
        if (found != null) {
            return call(found, operation, plain, () -> InvokerHelper.invokeMethod(port, operation, plain));
        }
        MetaClass own = getMetaClass();
        // What Groovy gives to every object, such as with { … }, is to see this port too.
        return own.respondsTo(this, operation, given).isEmpty()
                ? unwrapping(() -> InvokerHelper.invokeMethod(port, operation, plain))
                : unwrapping(() -> own.invokeMethod(this, operation, given));
    }

    /** Where Groovy goes with a method pointer, such as {@code host.&start}. */
    public Object methodMissing(String operation, Object arguments) {
        return invokeMethod(operation, arguments);
    }

    @Override
    public Object getProperty(String property) {
        if (property.equals("metaClass")) {
            return getMetaClass();
        }
        PortOperation found = PortOperation.ofProperty(port, property);
        return found == null
                ? unwrapping(() -> InvokerHelper.getProperty(port, property))
                : call(found, property, new Object[0], () -> InvokerHelper.getProperty(port, property));
    }

    @Override
    public void setProperty(String property, Object value) {
        unwrapping(() -> {
            InvokerHelper.setProperty(port, property, unwrapped(value));
            return null;
        });
    }

    private @Nullable Object call(PortOperation found, String operation, Object[] given, Supplier<Object> work) {
        if (found.leadsOn()) {
            return ledTo(operation, given, unwrapping(work));
        }
        Calls.Entry entry = calls.begin(name, operation, found.effect(), port, Arrays.asList(given));
        try {
            Object answer = unwrapping(work);
            calls.end(entry, null);
            return ledTo(operation, given, answer);
        } catch (Throwable e) {
            calls.end(entry, e);
            throw e;
        }
    }

    private @Nullable Object ledTo(String operation, Object[] given, @Nullable Object answer) {
        if (!(answer instanceof Port next)) {
            return answer;
        }
        return new RecordedPort(PortOperation.path(name, operation, given), next, calls);
    }

    /** Throws what the port has thrown, and not what Groovy puts around it. */
    private static @Nullable Object unwrapping(Supplier<@Nullable Object> work) {
        try {
            return work.get();
        } catch (GroovyRuntimeException e) {
            throw RecordedPort.<RuntimeException>asIs(ScriptBytecodeAdapter.unwrap(e));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static @Nullable Object unwrapped(@Nullable Object value) {
        return value instanceof RecordedPort recorded ? recorded.port : value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return port.equals(unwrapped(other));
    }

    @Override
    public int hashCode() {
        return port.hashCode();
    }

    @Override
    public String toString() {
        return port.toString();
    }
}
