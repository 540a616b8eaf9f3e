package io.mendflow.connector.kubernetes;

import io.mendflow.connector.KubernetesRequest;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.kubernetes.KserveSettings.Place;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Shifts the traffic of KServe's InferenceServices: the bean behind the routes {@code serving.kserve.*}. */
@Component("kserveServing")
class KserveServing implements DisposableBean {

    private final KserveSettings settings;
    private final Clusters clusters;

    KserveServing(KserveSettings settings, KubernetesSettings kubernetes, Secrets secrets, Environment environment) {
        this.settings = settings;
        this.clusters = new Clusters(kubernetes, secrets, environment);
    }

    public ServingStatus shift(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("kserve", body);
        return with("shift", request, service -> {
            service.edit(request, (canary, spec) -> canary.shift(spec, request));
            return service.look(request);
        });
    }

    public ServingStatus promote(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("kserve", body);
        return with("promote", request, service -> {
            service.edit(request, (canary, spec) -> canary.promote(spec, request));
            return service.look(request);
        });
    }

    public ServingStatus restore(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("kserve", body);
        return with("restore", request, service -> {
            service.edit(request, (canary, spec) -> canary.restore(spec, request));
            return service.look(request);
        });
    }

    public ServingStatus look(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("kserve", body);
        return with("look", request, service -> service.look(request));
    }

    @Override
    public void destroy() {
        clusters.close();
    }

    private ServingStatus with(String verb, ServingRequest request, Function<InferenceService, ServingStatus> work) {
        Place place = settings.require(request.name());
        String name = Objects.requireNonNullElse(place.service(), request.name());
        var asked =
                new KubernetesRequest(place.cluster(), "inferenceservice." + verb, place.namespace(), name, Map.of());
        return clusters.with(asked, open -> work.apply(new InferenceService(open, place.mode())));
    }
}
