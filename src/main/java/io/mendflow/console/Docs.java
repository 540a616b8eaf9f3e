package io.mendflow.console;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** The description at {@code /v3/api-docs}: what is common to all operations, such as the log-in and the refusals. */
@Configuration(proxyBeanMethods = false)
class Docs {

    private static final String LOG_IN = "basic";
    private static final String PROBLEM = "Refusal";

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        BuildProperties built = build.getIfAvailable();
        return new OpenAPI()
                .info(new Info()
                        .title("Mendflow")
                        .version(built == null ? "development" : built.getVersion())
                        .description(
                                "Alerts in, systems mended, fixes verified, tickets closed. Lists are pages, newest first;"
                                        + " times are ISO-8601 in UTC; refusals are RFC 9457 problems.")
                        .license(new License().name("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                LOG_IN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic")
                                        .description(
                                                "A user of Camunda; the role is a group: viewer, operator, approver"
                                                        + " or camunda-admin")));
    }

    @Bean
    OpenApiCustomizer refusalsInDocs() {
        return docs -> {
            docs.getComponents().addSchemas(PROBLEM, problem());
            docs.getPaths().forEach((address, path) -> path.readOperationsMap()
                    .forEach((method, operation) -> complete(address, method, operation)));
        };
    }

    private static void complete(String address, PathItem.HttpMethod method, Operation operation) {
        operation.setOperationId(operationId(address, method));
        operation.getResponses().values().forEach(Docs::asJson);
        if (address.startsWith("/hooks/")) {
            if (method == PathItem.HttpMethod.POST) {
                completeHook(operation);
            }
            return;
        }
        operation.addSecurityItem(new SecurityRequirement().addList(LOG_IN));
        refuse(operation, "401", "No log-in, or a wrong one");
        refuse(operation, "403", "The user lacks the role");
        refuse(operation, "503", "The database does not answer; Retry-After says when to try again");
        boolean acts = method != PathItem.HttpMethod.GET;
        if (acts || operation.getParameters() != null && !address.contains("{")) {
            refuse(operation, "400", "A parameter or the body is wrong; the detail names it");
        }
        if (address.contains("{")) {
            refuse(operation, "404", "There is none of that name");
        }
        if (acts && Stream.of("/api/incidents", "/api/approvals", "/api/runs").anyMatch(address::startsWith)) {
            refuse(operation, "409", "Not from the state it is in");
        }
    }

    /** Names an operation by its address, which stays when classes are renamed: {@code postIncidentsKeyResolve}. */
    private static String operationId(String address, PathItem.HttpMethod method) {
        return Stream.of(address.split("[^a-z]+"))
                .filter(word -> !word.isEmpty() && !word.equals("api"))
                .map(StringUtils::capitalize)
                .collect(Collectors.joining("", method.name().toLowerCase(Locale.ROOT), ""));
    }

    private static void asJson(ApiResponse response) {
        Content content = response.getContent();
        if (content != null && content.containsKey("*/*")) {
            content.addMediaType("application/json", content.remove("*/*"));
        }
    }

    private static void completeHook(Operation operation) {
        ApiResponse taken = operation.getResponses().remove("200");
        operation.getResponses().addApiResponse("202", taken.description("The delivery is committed"));
        refuse(operation, "400", "The body is malformed; the detail names the field");
        refuse(operation, "401", "The source's secret is missing or wrong");
        refuse(operation, "404", "There is no such source");
        refuse(operation, "413", "The body is larger than mendflow.inbox.max-body");
        refuse(operation, "415", "The source does not read this content type");
        refuse(operation, "503", "Nothing was taken; send it again after Retry-After");
    }

    private static void refuse(Operation operation, String status, String why) {
        operation
                .getResponses()
                .addApiResponse(
                        status,
                        new ApiResponse()
                                .description(why)
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/" + PROBLEM)))));
    }

    private static Schema<?> problem() {
        Schema<?> problem =
                new Schema<>().type("object").description("What was expected, what came, what to do (RFC 9457)");
        List.of("type", "title", "detail", "instance").forEach(name -> problem.addProperty(name, new StringSchema()));
        problem.addProperty("status", new Schema<Integer>().type("integer"));
        return problem;
    }
}
