package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.connector.kubernetes.JobSettings.Template;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job of a training. */
final class Jobs {

    private static final int MOST_LINES = 10_000;
    private static final int LONGEST_LOG = 1 << 20;

    private final Open open;
    private final TrainingRequest request;

    Jobs(Open open, TrainingRequest request) {
        this.open = open;
        this.request = request;
    }

    Training start(Template template) {
        Job found = job().get();
        if (found == null) {
            Job draft = new JobDraft(template, request, open.client().getKubernetesSerialization())
                    .job(String.valueOf(open.namespace()), open.requireName());
            try {
                found = open.client().resource(draft).create();
            } catch (KubernetesClientException e) {
                found = e.getCode() == HttpURLConnection.HTTP_CONFLICT ? job().get() : null;
                if (found == null) {
                    throw e;
                }
            }
        }
        return training(found);
    }

    Training look() {
        Job found = job().get();
        return found == null ? unknown() : training(found);
    }

    /** The job is deleted with its pods; one that has ended stays. */
    Training cancel() {
        Job found = job().get();
        if (found == null) {
            return unknown();
        }
        Training now = training(found);
        if (now.state().isEnded()) {
            return now;
        }
        job().withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
        return new Training(request.id(), TrainingState.CANCELLED, "Its job and pods were deleted", reference());
    }

    String logs(int lines) {
        return newestPod()
                .map(pod -> open.client()
                        .pods()
                        .inNamespace(open.namespace())
                        .withName(pod.getMetadata().getName())
                        .inContainer(pod.getSpec().getContainers().get(0).getName())
                        .limitBytes(LONGEST_LOG)
                        .tailingLines(Math.max(1, Math.min(MOST_LINES, lines)))
                        .getLog())
                .orElse("");
    }

    private Training training(Job job) {
        var annotations = job.getMetadata().getAnnotations();
        if (annotations == null || !request.id().equals(annotations.get(JobDraft.TRAINING))) {
            throw new IllegalStateException(
                    "Expected job '%s' in namespace %s to be of training '%s', but it is not; delete or rename it"
                            .formatted(open.name(), open.namespace(), request.id()));
        }
        JobCondition complete = condition(job, "Complete");
        JobCondition failed = condition(job, "Failed");
        if (complete != null) {
            return training(TrainingState.SUCCEEDED, null);
        }
        if (failed != null) {
            return training(
                    TrainingState.FAILED,
                    "DeadlineExceeded".equals(failed.getReason())
                            ? "It did not end within %s and was stopped".formatted(request.deadline())
                            : "%s: %s".formatted(failed.getReason(), failed.getMessage()));
        }
        if (job.getMetadata().getDeletionTimestamp() != null) {
            return training(TrainingState.CANCELLED, "Its job is being deleted");
        }
        JobStatus status = job.getStatus();
        boolean running = status != null && status.getReady() != null && status.getReady() > 0;
        return running ? training(TrainingState.RUNNING, null) : training(TrainingState.PENDING, waiting());
    }

    /** Why no pod of it runs, such as that the image cannot be pulled. */
    private @Nullable String waiting() {
        return newestPod()
                .map(pod -> Pods.status(pod).reason())
                .filter(reason -> !reason.isEmpty())
                .map(reason -> "Its pod waits: " + reason)
                .orElse(null);
    }

    private Optional<Pod> newestPod() {
        List<Pod> pods = open.client()
                .pods()
                .inNamespace(open.namespace())
                .withLabel("job-name", open.name())
                .list()
                .getItems();
        return pods.stream()
                .max(Comparator.comparing(
                        pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
    }

    private static @Nullable JobCondition condition(Job job, String type) {
        return job.getStatus() == null
                ? null
                : job.getStatus().getConditions().stream()
                        .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
                        .findFirst()
                        .orElse(null);
    }

    private ScalableResource<Job> job() {
        return open.client().batch().v1().jobs().inNamespace(open.namespace()).withName(open.name());
    }

    private Training unknown() {
        return new Training(request.id(), TrainingState.UNKNOWN, "There is no job '%s'".formatted(open.name()), null);
    }

    private Training training(TrainingState state, @Nullable String reason) {
        return new Training(request.id(), state, reason, reference());
    }

    private String reference() {
        return "job %s/%s".formatted(open.namespace(), open.name());
    }
}
