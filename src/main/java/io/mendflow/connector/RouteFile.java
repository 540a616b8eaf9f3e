package io.mendflow.connector;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * One file of routes as it was read, with the ids that are in it.
 *
 * @param text what was read: the same bytes are loaded, whatever happens to the file meanwhile
 */
record RouteFile(String name, String text, Set<String> routes, Set<String> templates) {

    private static final Pattern LINE = Pattern.compile("\\bline[: ]+(\\d+)");

    /** Reads and parses a file without putting anything in service. */
    static RouteFile read(CamelContext camel, File file) throws Exception {
        String text = text(file);
        var routes = new TreeSet<String>();
        var templates = new TreeSet<String>();
        for (RouteBuilder builder : builders(camel, resource(file.getPath(), text))) {
            for (RouteDefinition route : builder.getRouteCollection().getRoutes()) {
                if (!route.hasCustomIdAssigned()) {
                    throw new IllegalArgumentException(
                            "Expected every route to have an id, but the one from %s has none"
                                    .formatted(route.getEndpointUrl()));
                }
                if (!routes.add(route.getId())) {
                    throw new IllegalArgumentException(
                            "Expected ids to differ, but '%s' is there twice".formatted(route.getId()));
                }
            }
            builder.getRouteTemplateCollection().getRouteTemplates().stream()
                    .map(RouteTemplateDefinition::getId)
                    .forEach(templates::add);
        }
        return new RouteFile(file.getPath(), text, routes, templates);
    }

    /** Parses a resource, which gives its definitions. */
    static List<RouteBuilder> builders(CamelContext camel, Resource resource) throws Exception {
        var builders = new ArrayList<RouteBuilder>();
        for (RoutesBuilder found : PluginHelper.getRoutesLoader(camel).findRoutesBuilders(List.of(resource))) {
            RouteBuilder builder = (RouteBuilder) found;
            builder.configureRoutes(camel);
            builders.add(builder);
        }
        return builders;
    }

    Set<String> all() {
        var all = new TreeSet<>(routes);
        all.addAll(templates);
        return all;
    }

    RouteFile without(RouteFile other) {
        var routesLeft = new HashSet<>(routes);
        routesLeft.removeAll(other.routes);
        var templatesLeft = new HashSet<>(templates);
        templatesLeft.removeAll(other.templates);
        return new RouteFile(name, text, routesLeft, templatesLeft);
    }

    void load(CamelContext camel) throws Exception {
        for (String template : templates) {
            ((ModelCamelContext) camel).removeRouteTemplateDefinitions(template);
        }
        PluginHelper.getRoutesLoader(camel).updateRoutes(List.of(resource(name, text)));
        remake(camel);
    }

    /** Takes everything out of service but what was made from the templates, which {@link #remake} has to follow for. */
    void unload(CamelContext camel) throws Exception {
        for (String route : routes) {
            remove(camel, route);
        }
        for (String template : templates) {
            ((ModelCamelContext) camel).removeRouteTemplateDefinitions(template);
        }
    }

    /**
     * Makes each route that was made from one of the templates again from what the template is now, at once, so that a call meanwhile finds
     * it and does not wait for the next one to make it. Without the template it goes.
     */
    void remake(CamelContext camel) throws Exception {
        var model = (ModelCamelContext) camel;
        for (String template : templates) {
            for (var route : camel.getRoutes()) {
                String id = route.getRouteId();
                if (!route.isCreatedByRouteTemplate() || !id.startsWith(template + "-")) {
                    continue;
                }
                Map<String, Object> parameters = model.getRouteDefinition(id).getTemplateParameters();
                remove(camel, id);
                if (model.getRouteTemplateDefinition(template) != null) {
                    model.addRouteFromTemplate(id, template, parameters);
                }
            }
        }
    }

    static RouteProblem problem(String name, Exception failure) {
        Throwable cause = failure;
        Integer line = null;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            cause = each;
            Matcher found = LINE.matcher(String.valueOf(each.getMessage()));
            if (line == null && found.find()) {
                line = Integer.valueOf(found.group(1));
            }
        }
        String reason = String.valueOf(cause.getMessage()).strip();
        return new RouteProblem(name, line, reason.length() > 1000 ? reason.substring(0, 999) + "…" : reason);
    }

    private static void remove(CamelContext camel, String route) throws Exception {
        if (camel.getRoute(route) != null) {
            camel.getRouteController().stopRoute(route, 5, TimeUnit.SECONDS);
        }
        camel.removeRoute(route);
        ModelCamelContext model = (ModelCamelContext) camel;
        RouteDefinition definition = model.getRouteDefinition(route);
        if (definition != null) {
            model.removeRouteDefinition(definition);
        }
    }

    private static String text(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }

    private static Resource resource(String name, String text) {
        return ResourceHelper.fromString(name, text);
    }
}
