package io.mendflow.connector.kubernetes;

import io.mendflow.connector.KubernetesRequest;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.kubernetes.JobSettings.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Has trainings done by jobs of Kubernetes: the bean behind the routes {@code trainer.kubernetes-job.*}. The cluster keeps to the deadline by itself,
 * and takes each name once.
 */
@Component("kubernetesJobTrainings")
class JobTrainings {

    private static final String KIND = "kubernetes-job";

    private final JobSettings settings;
    private final Operations operations;

    JobTrainings(JobSettings settings, Operations operations) {
        this.settings = settings;
        this.operations = operations;
    }

    public Training start(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(KIND, body);
        Template template = settings.require(request.name());
        return with(request, "job.start", open -> new Jobs(open, request).start(template));
    }

    public Training look(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(KIND, body);
        return with(request, "job.look", open -> new Jobs(open, request).look());
    }

    public Training cancel(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(KIND, body);
        return with(request, "job.cancel", open -> new Jobs(open, request).cancel());
    }

    public String logs(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(KIND, body);
        int lines = ((Number) body.getOrDefault("lines", 100)).intValue();
        return with(request, "job.logs", open -> new Jobs(open, request).logs(lines));
    }

    private <T> T with(TrainingRequest request, String operation, Function<Open, T> work) {
        Template template = settings.require(request.name());
        return operations.with(
                new KubernetesRequest(
                        template.cluster(), operation, template.namespace(), jobName(request.id()), Map.of()),
                work);
    }

    /** The id where it can be a job's name; else what of it can, and a part of its digest. */
    static String jobName(String id) {
        if (id.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")) {
            return "mf-" + id;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            String plain = id.toLowerCase(Locale.ROOT);
            return "mf-%s-%s"
                    .formatted(
                            plain.substring(0, Math.min(40, plain.length())),
                            HexFormat.of().formatHex(digest, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
