package io.mendflow.runbook;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A word of the runbook language, as the reference page explains it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Word {

    /** What it does, in one or two sentences. */
    String says();

    /** The BPMN that it is compiled to; empty when it is not drawn. */
    String becomes() default "";

    /** How it is written. */
    String example();

    Option[] options() default {};

    /** One named option of a word. */
    @interface Option {

        String name();

        /** What is taken when it is left out; empty when it has to be given. */
        String usual() default "";

        String says();
    }
}
