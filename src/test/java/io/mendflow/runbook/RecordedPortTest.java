package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyShell;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import io.mendflow.connector.Port;
import java.io.FileNotFoundException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part cannot tell a recorded port from the port itself. */
class RecordedPortTest {

    private final Calls calls = new Calls(new Mask(), Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port.all('a', 'b', 'c')",
                "port.all()",
                "port.all(*['a', 'b'])",
                "port.named(to: 'x', 'y')",
                "port.named('y', to: 'x')",
                "port.each { it.toUpperCase() }",
                "port.each { String text -> text * 2 }",
                "port.of(3)",
                "port.of('3')",
                "port.of(null as String)",
                "port.of(3.5)",
                "port.name",
                "port.up",
                "port?.name",
                "[port, port]*.name",
                "['of', 'name'].collect { it == 'name' ? port.\"$it\" : port.\"$it\"('x') }",
                "def of = port.&of; of('x')",
                "port.with { name + it.of('x') }",
                "port ? 'yes' : 'no'",
                "port == port && port.part('a') == port.part('a') && port != null",
                "\"$port\"",
                "port.part('a').part('b').name",
                "port.same(port)",
                "port.note = 'n'; port.note",
                "port.class.simpleName",
                "port.inner.name",
            })
    void givesTheSame(String script) {
        assertThat(run(script, recorded())).isEqualTo(run(script, new Sample("top")));
    }

    @Test
    void throwsTheSame() {
        assertThatThrownBy(() -> run("port.fail()", recorded()))
                .isExactlyInstanceOf(FileNotFoundException.class)
                .hasMessage("gone");
        assertThat(run("try { port.fail() } catch (FileNotFoundException e) { 'caught ' + e.message }", recorded()))
                .isEqualTo("caught gone");
        assertThatThrownBy(() -> run("port.refuse", recorded())).isExactlyInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> run("port.unknown(1)", recorded()))
                .isInstanceOf(MissingMethodException.class)
                .hasMessageContaining(Sample.class.getName());
        assertThatThrownBy(() -> run("port.unknown", recorded())).isInstanceOf(MissingPropertyException.class);
        assertThat(calls.kept().calls())
                .extracting(Call::operation, Call::outcome)
                .containsExactly(tuple("fail", "failed"), tuple("fail", "failed"), tuple("refuse", "failed"));
    }

    @Test
    void notesWhatWasDoneAndNotWhatLedThere() {
        run("port.part('a').part('b').of(3); port.name; port.target('of', []); port.toString()", recorded());

        assertThat(calls.kept().calls())
                .extracting(Call::connector, Call::operation, Call::kind, Call::target)
                .containsExactly(
                        tuple("port.part(a).part(b)", "of", "effect", "b/of"),
                        tuple("port", "name", "read", "top/name"));
    }

    private RecordedPort recorded() {
        return new RecordedPort("port", new Sample("top"), calls);
    }

    private static @Nullable Object run(String script, Object port) {
        return new GroovyShell(new Binding(Map.of("port", port))).evaluate(script);
    }

    /** A port with operations of every shape. */
    public static class Sample implements Port {

        private final String name;
        private String note = "";

        Sample(String name) {
            this.name = name;
        }

        @Effect
        public String all(String... some) {
            return "all " + List.of(some);
        }

        @Effect
        public String named(Map<String, Object> options, String text) {
            return options + text;
        }

        @Read
        public Object each(Closure<?> work) {
            return work.call("a");
        }

        @Effect
        public String of(int number) {
            return "int " + number;
        }

        @Effect
        public String of(String text) {
            return "text " + text;
        }

        @Effect
        public String of(Object other) {
            return "object " + other;
        }

        @Read
        public String getName() {
            return name;
        }

        @Read
        public boolean isUp() {
            return true;
        }

        @Read
        public String getNote() {
            return note;
        }

        public void setNote(String note) {
            this.note = note;
        }

        @LeadsOn
        public Sample part(String part) {
            return new Sample(part);
        }

        @LeadsOn
        public Sample getInner() {
            return new Sample("inner");
        }

        @Read
        public boolean same(Sample other) {
            return other == this;
        }

        @Effect
        public void fail() throws FileNotFoundException {
            throw new FileNotFoundException("gone");
        }

        @Read
        public String getRefuse() {
            throw new AssertionError("no");
        }

        @Override
        public String target(String operation, List<?> arguments) {
            return name + "/" + operation;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sample sample && sample.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return "sample " + name;
        }
    }
}
