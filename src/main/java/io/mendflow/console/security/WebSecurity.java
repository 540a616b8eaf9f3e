package io.mendflow.console.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Which address asks for which role. What is not named here is denied.
 *
 * <p>{@code /api}, {@code /engine-rest}, the docs and the operations' addresses take HTTP Basic on every request and know no session, so nothing
 * can be forged across sites. Camunda's web apps keep their own log-in form, session and token against forgery, and take HTTP Basic too.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class WebSecurity {

    /** After Spring Security (-100), before the filters of Camunda's web apps. */
    private static final int AFTER_SECURITY = 0;

    /** Compares the whole path, whichever servlet it leads to: Spring's, Jersey's or one of the web apps'. */
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /** Each source has its own secret, which the intake checks: a sender is no user, and nothing here looks at its credentials. */
    @Bean
    @Order(0)
    SecurityFilterChain webhooks() {
        return new DefaultSecurityFilterChain(at("/hooks/**"));
    }

    @Bean
    @Order(1)
    SecurityFilterChain webapps(HttpSecurity http, Users users, Refusals refusals) throws Exception {
        return basic(http.securityMatcher(at("/camunda/**")), users, refusals)
                .headers(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(rules -> rules
                        // It makes the first admin for whoever comes first; Mendflow has made one.
                        .requestMatchers(at("/camunda/api/admin/setup/**"))
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain everythingElse(HttpSecurity http, Users users, Refusals refusals, MetricsSettings metrics)
            throws Exception {
        return basic(http, users, refusals)
                .authorizeHttpRequests(rules -> {
                    rules.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                            .permitAll();
                    api(rules);
                    operations(rules, metrics);
                    rules.requestMatchers(at("/engine-rest/**")).authenticated();
                    rules.requestMatchers(at("/v3/api-docs/**"), at("/v3/api-docs.yaml"), at("/swagger-ui/**"))
                            .access(new Requirement(Role.VIEWER));
                    rules.requestMatchers(get("/")).permitAll();
                    // The link itself is the credential.
                    rules.requestMatchers(get("/approve/*"), PATHS.matcher(HttpMethod.POST, "/approve/*"))
                            .permitAll();
                    rules.anyRequest().denyAll();
                })
                .build();
    }

    private static void api(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules) {
        rules.requestMatchers(get("/api/**")).access(new Requirement(Role.VIEWER));
        rules.requestMatchers(PATHS.matcher(HttpMethod.HEAD, "/api/**")).access(new Requirement(Role.VIEWER));
        rules.requestMatchers(
                        at("/api/approvals/**"),
                        at("/api/automation/**"),
                        at("/api/models/*/thaw"),
                        at("/api/runbooks/*/level"),
                        at("/api/runbooks/*/breaker/**"))
                .access(new Requirement(Role.APPROVER));
        rules.requestMatchers(at("/api/**")).access(new Requirement(Role.OPERATOR));
    }

    private static void operations(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules,
            MetricsSettings metrics) {
        rules.requestMatchers(at("/actuator/health/**")).permitAll();
        if (metrics.isPublic()) {
            rules.requestMatchers(get("/actuator/prometheus")).permitAll();
        }
        rules.requestMatchers(get("/actuator/prometheus"), get("/actuator/info"))
                .access(new Requirement(Role.VIEWER));
    }

    private static RequestMatcher at(String pattern) {
        return PATHS.matcher(pattern);
    }

    private static RequestMatcher get(String pattern) {
        return PATHS.matcher(HttpMethod.GET, pattern);
    }

    private static HttpSecurity basic(HttpSecurity http, Users users, Refusals refusals) throws Exception {
        return http.authenticationProvider(users)
                .httpBasic(basic -> basic.authenticationEntryPoint(refusals))
                .exceptionHandling(
                        denied -> denied.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    @Bean
    FilterRegistrationBean<PlainAddresses> plainAddresses(Refusals refusals) {
        return after(new PlainAddresses(refusals), Ordered.HIGHEST_PRECEDENCE, "/*");
    }

    @Bean
    FilterRegistrationBean<EngineUserFilter> engineUser(ProcessEngine engine) {
        return after(new EngineUserFilter(engine.getIdentityService()), AFTER_SECURITY, "/engine-rest/*");
    }

    @Bean
    FilterRegistrationBean<WebappLoginFilter> webappLogin(ProcessEngine engine) {
        return after(new WebappLoginFilter(engine), AFTER_SECURITY, "/camunda/app/*", "/camunda/api/*");
    }

    @Bean
    FilterRegistrationBean<BoundedQueries> boundedQueries(ProcessEngineConfigurationImpl engine) {
        return after(
                new BoundedQueries(engine.getQueryMaxResultsLimit()),
                AFTER_SECURITY + 1,
                "/engine-rest/*",
                "/camunda/api/*");
    }

    private static <F extends Filter> FilterRegistrationBean<F> after(F filter, int order, String... addresses) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setUrlPatterns(List.of(addresses));
        registration.setOrder(order);
        return registration;
    }
}
