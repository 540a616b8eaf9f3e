package io.mendflow.runbook.testing;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Performs the tests that lie beside the shipped runbooks. */
class ShippedRunbooksTest {

    @RegisterExtension
    static RunbookTest runbooks = RunbookTest.in("runbooks");

    @TestFactory
    Stream<DynamicTest> keepTheirWord() {
        return runbooks.files();
    }
}
