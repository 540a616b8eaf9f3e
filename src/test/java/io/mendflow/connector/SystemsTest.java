package io.mendflow.connector;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class SystemsTest {

    @Test
    void areStrangersToEachOther() {
        SlicesRuleDefinition.slices()
                .matching("io.mendflow.connector.(*)..")
                .should()
                .notDependOnEachOther()
                .check(new ClassFileImporter().importPackages("io.mendflow.connector"));
    }
}
