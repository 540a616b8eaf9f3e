package io.mendflow.connector;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/**
 * What runbooks reach one system by. Its public methods are operations: each one is marked as a {@link Read} or as an {@link Effect}, and one that
 * gives a port leads on to it. A plan does the reads and lists the effects; an operation without a mark counts as an effect.
 */
public interface Port {

    /**
     * What an operation would act on, from the widest to the narrowest, such as {@code host/web-1/service/nginx}; plans show it.
     *
     * @param operation name of the method
     */
    String target(String operation, List<?> arguments);

    /** Only looks: done in a plan, and done again as often as needed. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Read {}

    /** Changes something outside: listed in a plan, and done only by a run that holds its target. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Effect {

        /** Operation of the same port that takes it back; empty when there is none. */
        String undo() default "";
    }

    /** Gives another port, such as the one of a named machine; it neither looks nor acts. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface LeadsOn {}
}
