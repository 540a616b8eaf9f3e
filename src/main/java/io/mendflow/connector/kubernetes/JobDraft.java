package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.kubernetes.JobSettings.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job to be made for a training: what the template has, and on it what the settings and the request say. It is tried once. */
final class JobDraft {

    /** Annotation that says which training a job is for. */
    static final String TRAINING = "mendflow.io/training";

    private final Template template;
    private final TrainingRequest request;
    private final KubernetesSerialization files;

    JobDraft(Template template, TrainingRequest request, KubernetesSerialization files) {
        this.template = template;
        this.request = request;
        this.files = files;
    }

    Job job(String namespace, String name) {
        Job job = template.template() == null ? new Job() : read(template.template());
        ObjectMeta meta = job.getMetadata() == null ? new ObjectMeta() : job.getMetadata();
        meta.setName(name);
        meta.setNamespace(namespace);
        meta.setGenerateName(null);
        meta.setAnnotations(with(meta.getAnnotations(), TRAINING, request.id()));
        meta.setLabels(with(meta.getLabels(), "app.kubernetes.io/managed-by", "mendflow"));
        job.setMetadata(meta);
        JobSpec spec = job.getSpec() == null ? new JobSpec() : job.getSpec();
        spec.setBackoffLimit(0);
        spec.setActiveDeadlineSeconds(Math.max(1, request.deadline().toSeconds()));
        PodTemplateSpec pods = spec.getTemplate() == null ? new PodTemplateSpec() : spec.getTemplate();
        PodSpec pod = pods.getSpec() == null ? new PodSpec() : pods.getSpec();
        pod.setRestartPolicy("Never");
        if (template.serviceAccount() != null) {
            pod.setServiceAccountName(template.serviceAccount());
        }
        fill(container(pod));
        mount(pod);
        pods.setSpec(pod);
        spec.setTemplate(pods);
        job.setSpec(spec);
        return job;
    }

    private static Container container(PodSpec pod) {
        List<Container> containers = new ArrayList<>(pod.getContainers());
        if (containers.isEmpty()) {
            var container = new Container();
            container.setName("trainer");
            containers.add(container);
        }
        pod.setContainers(containers);
        return containers.get(0);
    }

    private void fill(Container container) {
        if (template.image() != null) {
            container.setImage(template.image());
        }
        List<String> words = template.words(request.task());
        if (!words.isEmpty()) {
            container.setCommand(words);
            container.setArgs(List.of());
        }
        var variables = new TreeMap<>(template.environment());
        variables.putAll(request.variables());
        var env = new ArrayList<>(container.getEnv());
        env.removeIf(variable -> variables.containsKey(variable.getName()));
        variables.forEach((name, value) ->
                env.add(new EnvVarBuilder().withName(name).withValue(value).build()));
        container.setEnv(env);
        if (!template.limits().isEmpty()) {
            var limits = new HashMap<String, Quantity>();
            template.limits().forEach((name, amount) -> limits.put(name, Quantity.parse(amount)));
            var resources = new ResourceRequirements();
            resources.setLimits(limits);
            resources.setRequests(limits);
            container.setResources(resources);
        }
    }

    private void mount(PodSpec pod) {
        var volumes = new ArrayList<>(pod.getVolumes());
        Container container = pod.getContainers().get(0);
        var mounts = new ArrayList<>(container.getVolumeMounts());
        new TreeMap<>(template.claims()).forEach((path, claim) -> {
            String volume = "mendflow-" + (mounts.size() + 1);
            volumes.add(new VolumeBuilder()
                    .withName(volume)
                    .withNewPersistentVolumeClaim()
                    .withClaimName(claim)
                    .endPersistentVolumeClaim()
                    .build());
            mounts.add(new VolumeMountBuilder()
                    .withName(volume)
                    .withMountPath(path)
                    .build());
        });
        pod.setVolumes(volumes);
        container.setVolumeMounts(mounts);
    }

    private Job read(Path file) {
        Object read;
        try {
            read = files.unmarshal(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the template of a job from %s: %s".formatted(file, e), e);
        } catch (RuntimeException e) {
            throw noJob(file, e);
        }
        if (!(read instanceof Job job)) {
            throw noJob(file, null);
        }
        return job;
    }

    private static IllegalArgumentException noJob(Path file, @Nullable RuntimeException cause) {
        return new IllegalArgumentException(
                "Expected a Job (batch/v1) in %s%s".formatted(file, cause == null ? "" : ": " + cause.getMessage()),
                cause);
    }

    private static Map<String, String> with(@Nullable Map<String, String> map, String name, String value) {
        Map<String, String> more = map == null ? new HashMap<>() : new HashMap<>(map);
        more.put(name, value);
        return more;
    }
}
