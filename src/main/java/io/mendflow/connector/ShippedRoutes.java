package io.mendflow.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;

/** The routes under {@code camel/} on the class path. Camel itself puts them in service at start. */
final class ShippedRoutes {

    private ShippedRoutes() {}

    /**
     * Takes a file's routes out of service and puts the shipped ones of the same ids back. Everything is read before anything is taken out, so
     * that a call meanwhile waits a moment only.
     *
     * @return the ids that are back in service; what was never shipped is not among them
     */
    static List<String> replace(CamelContext camel, RouteFile file) throws Exception {
        var routes = new ArrayList<RouteDefinition>();
        var templates = new ArrayList<RouteTemplateDefinition>();
        for (var resource : PluginHelper.getPackageScanResourceResolver(camel).findResources("camel/*.camel.yaml")) {
            for (RouteBuilder builder : RouteFile.builders(camel, resource)) {
                builder.getRouteCollection().getRoutes().stream()
                        .filter(route -> file.routes().contains(route.getId()))
                        .forEach(routes::add);
                builder.getRouteTemplateCollection().getRouteTemplates().stream()
                        .filter(template -> file.templates().contains(template.getId()))
                        .forEach(templates::add);
            }
        }
        file.unload(camel);
        var model = (ModelCamelContext) camel;
        model.addRouteTemplateDefinitions(templates);
        model.addRouteDefinitions(routes);
        file.remake(camel);
        return Stream.concat(
                        routes.stream().map(RouteDefinition::getId),
                        templates.stream().map(RouteTemplateDefinition::getId))
                .toList();
    }
}
