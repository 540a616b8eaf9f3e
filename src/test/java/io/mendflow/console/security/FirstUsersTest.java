package io.mendflow.console.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.audit.Audit;
import io.mendflow.engine.Engine;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

@ExtendWith(OutputCaptureExtension.class)
class FirstUsersTest {

    private static final Pattern SHOWN = Pattern.compile("'admin' with the password {2}(\\S+)");

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Test
    void showsTheMadeUpPasswordOnceAndNeverAgain(CapturedOutput output) {
        try (var first = start()) {
            Matcher shown = SHOWN.matcher(output.getOut());
            assertThat(shown.find()).isTrue();
            assertThat(shown.find()).isFalse();
            assertThat(identities(first).checkPassword("admin", shown(output))).isTrue();
            assertThat(identities(first)
                            .createUserQuery()
                            .memberOfGroup("camunda-admin")
                            .count())
                    .isOne();
        }
        String password = shown(output);
        int length = output.getAll().length();

        try (var second = start()) {
            assertThat(output.getAll().substring(length))
                    .doesNotContain("with the password")
                    .doesNotContain(password);
            assertThat(identities(second).checkPassword("admin", password)).isTrue();
        }
    }

    @Test
    void refreshesTheAdminThatIsSet(CapturedOutput output) {
        start("--mendflow.admin.username=ann@example.org", "--mendflow.admin.password=first")
                .close();

        try (var second = start("--mendflow.admin.username=ann@example.org", "--mendflow.admin.password=second")) {
            assertThat(identities(second).checkPassword("ann@example.org", "second"))
                    .isTrue();
            assertThat(identities(second)
                            .createGroupQuery()
                            .groupMember("ann@example.org")
                            .count())
                    .isOne();
        }
        assertThat(output.getAll()).doesNotContain("with the password");
    }

    @Test
    void saysWhatIsWrongWithANameWithoutAPassword(CapturedOutput output) {
        assertThatThrownBy(() -> start("--mendflow.admin.username=only-a-name").close())
                .rootCause()
                .hasMessageContaining("mendflow.admin");
        assertThat(output.getAll()).contains("needs mendflow.admin.password beside mendflow.admin.username");
    }

    private static String shown(CapturedOutput output) {
        Matcher matcher = SHOWN.matcher(output.getOut());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static IdentityService identities(ConfigurableApplicationContext context) {
        return context.getBean(IdentityService.class);
    }

    private ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--spring.datasource.url=" + url);
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(arguments.toArray(String[]::new));
    }

    @TestConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        CamundaBpmAutoConfiguration.class
    })
    @ComponentScan(
            basePackageClasses = {Engine.class, Audit.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.ANNOTATION, classes = TestConfiguration.class))
    @ConfigurationPropertiesScan(basePackageClasses = Engine.class)
    @EnableConfigurationProperties(AdminSettings.class)
    @Import(FirstUsers.class)
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }
}
