package io.mendflow.connector;

import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;

/** The routes under {@code camel/} on the class path. Camel itself puts them in service at start. */
final class ShippedRoutes {

    private ShippedRoutes() {}

    /** Puts those of that id back in service; ids that were never shipped are left alone. */
    static void restore(CamelContext camel, Set<String> ids) throws Exception {
        var model = (ModelCamelContext) camel;
        for (var resource : PluginHelper.getPackageScanResourceResolver(camel).findResources("camel/*.camel.yaml")) {
            for (RouteBuilder builder : RouteFile.builders(camel, resource)) {
                List<RouteTemplateDefinition> templates =
                        builder.getRouteTemplateCollection().getRouteTemplates().stream()
                                .filter(template -> ids.contains(template.getId()))
                                .toList();
                for (RouteTemplateDefinition template : templates) {
                    model.removeRouteTemplateDefinitions(template.getId());
                    model.addRouteTemplateDefinition(template);
                    RouteFile.removeMadeFrom(camel, template.getId());
                }
                List<RouteDefinition> routes = builder.getRouteCollection().getRoutes().stream()
                        .filter(route -> ids.contains(route.getId()))
                        .toList();
                model.addRouteDefinitions(routes);
            }
        }
    }
}
