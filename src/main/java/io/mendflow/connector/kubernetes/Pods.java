package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.mendflow.connector.ClusterEvent;
import io.mendflow.connector.PodStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be seen of the pods and events of a namespace, and done with one pod. */
final class Pods {

    private static final String KIND = "pod";
    private static final int MOST_EVENTS = 100;
    private static final int MOST_LINES = 10_000;
    private static final int LONGEST_LOG = 1 << 20;

    private final Open open;

    Pods(Open open) {
        this.open = open;
    }

    List<PodStatus> labelled(@Nullable Object labels) {
        var wanted = new LinkedHashMap<String, String>();
        if (labels instanceof Map<?, ?> given) {
            given.forEach((name, value) -> wanted.put(String.valueOf(name), String.valueOf(value)));
        }
        return open.client().pods().inNamespace(open.namespace()).withLabels(wanted).list().getItems().stream()
                .map(Pods::status)
                .sorted(Comparator.comparing(PodStatus::name))
                .toList();
    }

    List<ClusterEvent> events(@Nullable String object) {
        return open.client().v1().events().inNamespace(open.namespace()).list().getItems().stream()
                .filter(event -> object == null || isAbout(event, object))
                .map(Pods::event)
                .sorted(Comparator.comparing(ClusterEvent::at).reversed())
                .limit(MOST_EVENTS)
                .toList();
    }

    PodStatus status() {
        return status(open.require(pod().get(), KIND));
    }

    String logs(long lines) {
        if (lines < 1 || lines > MOST_LINES) {
            throw new IllegalArgumentException(
                    "Expected to read from 1 to %d lines of a log, got %d".formatted(MOST_LINES, lines));
        }
        Pod found = open.require(pod().get(), KIND);
        String container = found.getSpec().getContainers().get(0).getName();
        return pod().inContainer(container)
                .limitBytes(LONGEST_LOG)
                .tailingLines(Math.toIntExact(lines))
                .getLog();
    }

    boolean delete() {
        return !pod().delete().isEmpty();
    }

    static PodStatus status(Pod pod) {
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        return new PodStatus(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getStatus() == null ? "Pending" : text(pod.getStatus().getPhase()),
                isReady(pod),
                reason(pod, containers),
                containers.stream()
                        .map(ContainerStatus::getRestartCount)
                        .filter(Objects::nonNull)
                        .mapToInt(Integer::intValue)
                        .sum(),
                text(pod.getSpec().getNodeName()),
                pod.getSpec().getContainers().stream()
                        .map(Container::getImage)
                        .filter(Objects::nonNull)
                        .toList(),
                pod.getStatus() == null ? null : instant(pod.getStatus().getStartTime()));
    }

    private PodResource pod() {
        return open.client().pods().inNamespace(open.namespace()).withName(open.requireName());
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static String reason(Pod pod, List<ContainerStatus> containers) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return "Terminating";
        }
        return containers.stream()
                .map(ContainerStatus::getState)
                .flatMap(state -> state == null ? Stream.empty() : Stream.ofNullable(state.getWaiting()))
                .map(ContainerStateWaiting::getReason)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() ->
                        pod.getStatus() == null ? "" : text(pod.getStatus().getReason()));
    }

    private static boolean isAbout(Event event, String object) {
        String name = event.getInvolvedObject() == null
                ? null
                : event.getInvolvedObject().getName();
        return name != null && (name.equals(object) || name.startsWith(object + "-"));
    }

    private static ClusterEvent event(Event event) {
        var object = event.getInvolvedObject();
        Instant at = Stream.of(
                        event.getLastTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        event.getFirstTimestamp(),
                        event.getMetadata().getCreationTimestamp())
                .map(Pods::instant)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Instant.EPOCH);
        return new ClusterEvent(
                text(event.getType()),
                text(event.getReason()),
                text(event.getMessage()),
                object == null ? "" : object.getKind() + "/" + object.getName(),
                Optional.ofNullable(event.getCount()).orElse(1),
                at);
    }

    private static @Nullable Instant instant(@Nullable String time) {
        return time == null ? null : Instant.parse(time);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
