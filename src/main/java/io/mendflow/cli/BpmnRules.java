package io.mendflow.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is worth telling about a process beyond what its deployment would be refused for. */
final class BpmnRules {

    private static final Set<String> SERVICE = Set.of("serviceTask", "sendTask");
    private static final Set<String> TASKS = Set.of(
            "task",
            "serviceTask",
            "sendTask",
            "receiveTask",
            "userTask",
            "businessRuleTask",
            "callActivity",
            "subProcess");
    private static final Set<String> EVENTS =
            Set.of("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent");
    private static final Set<String> DECIDING = Set.of("exclusiveGateway", "inclusiveGateway");

    private final Xml root;
    private final Known known;
    private final Findings findings;

    BpmnRules(Xml root, Known known, Findings findings) {
        this.root = root;
        this.known = known;
        this.findings = findings;
    }

    void check() {
        root.all("process").filter(process -> !process.has("name")).forEach(process -> unnamed(process));
        root.all().forEach(this::check);
        root.all("process").forEach(this::checkWhatFailsInTheOpen);
    }

    private void check(Xml element) {
        boolean deciding =
                DECIDING.contains(element.name()) && outgoing(element).size() > 1;
        if (!element.has("name") && (TASKS.contains(element.name()) || EVENTS.contains(element.name()) || deciding)) {
            unnamed(element);
        }
        if (deciding) {
            gateway(element);
        }
        switch (element.name()) {
            case "callActivity" ->
                reference(element, "unknown-process", "process", element.get("calledElement"), known::isProcess);
            case "businessRuleTask" ->
                reference(
                        element, "unknown-decision", "decision", element.get("camunda:decisionRef"), known::isDecision);
            case "userTask" -> {
                reference(element, "unknown-form", "form", element.get("camunda:formRef"), known::isForm);
                timer(element);
            }
            default -> {}
        }
        if (element.get("camunda:delegateExpression").equals("${callRoute}")) {
            remote(element);
        }
    }

    private void unnamed(Xml element) {
        findings.warning(
                element.line(),
                "missing-name",
                "%s '%s' has no name; people see it in Cockpit and on the timeline",
                element.name(),
                element.id());
    }

    private void reference(Xml element, String rule, String kind, String name, Predicate<String> isKnown) {
        if (name.isBlank() || name.contains("${") || name.contains("#{") || isKnown.test(name)) {
            return;
        }
        findings.error(element.line(), rule, "'%s' names %s '%s', but no file has it", element.id(), kind, name);
    }

    private void gateway(Xml gateway) {
        List<Xml> flows = outgoing(gateway);
        boolean stuck = flows.stream().allMatch(flow -> flow.hasChild("conditionExpression"));
        if (stuck && !gateway.has("default")) {
            findings.warning(
                    gateway.line(),
                    "gateway-without-default",
                    "gateway '%s' has a condition on every way out and no default; when none holds, the process fails there",
                    gateway.id());
        }
        flows.stream()
                .filter(flow ->
                        !flow.hasChild("conditionExpression") && !flow.id().equals(gateway.get("default")))
                .forEach(flow -> findings.error(
                        flow.line(),
                        "flow-without-condition",
                        "flow '%s' out of gateway '%s' has no condition and is not the default, so it is taken whenever it is reached",
                        flow.id(),
                        gateway.id()));
        flows.stream()
                .filter(flow -> !flow.has("name"))
                .forEach(flow -> findings.warning(
                        flow.line(),
                        "missing-name",
                        "flow '%s' out of gateway '%s' has no name; say which answer it stands for",
                        flow.id(),
                        gateway.id()));
    }

    private void timer(Xml task) {
        boolean own = task.all("camunda:taskListener")
                .anyMatch(listener -> listener.get("event").equals("timeout"));
        if (!own && !isGuarded(task, "timerEventDefinition")) {
            findings.warning(
                    task.line(),
                    "user-task-without-timer",
                    "user task '%s' has no timer: when nobody comes, nobody is told; add a timer boundary event",
                    task.id());
        }
    }

    /** A call to another system may hang or fail for as long as it likes. */
    private void remote(Xml task) {
        if (!isAsync(task)) {
            findings.warning(
                    task.line(),
                    "remote-call-not-async",
                    "'%s' calls another system in the transaction of what comes before; set asyncBefore, so that it is retried alone",
                    task.id());
        }
        if (!isGuarded(task, "errorEventDefinition")) {
            findings.warning(
                    task.line(),
                    "no-error-path",
                    "'%s' calls another system and has no way out when that fails; add an error boundary event",
                    task.id());
        }
    }

    /** Service tasks that run in the request of whoever started the process or completed a task: nothing retries them, and he sees the failure. */
    private void checkWhatFailsInTheOpen(Xml process) {
        process.all("startEvent")
                .filter(start -> !isAsync(start) && start.parent() == process && isPlain(start))
                .filter(start -> !known.isCalled(process.id()))
                .forEach(start -> follow(start, "starts the process"));
        process.all("userTask")
                .filter(task -> !task.get("camunda:asyncAfter").equals("true"))
                .forEach(task -> follow(task, "completes '%s'".formatted(task.id())));
    }

    private void follow(Xml from, String who) {
        Deque<Xml> next = new ArrayDeque<>(List.of(from));
        Set<Xml> seen = new HashSet<>();
        while (!next.isEmpty()) {
            Xml element = next.pop();
            for (Xml flow : outgoing(element)) {
                Xml target = byId(flow.get("targetRef"));
                if (target == null || !seen.add(target) || isAsync(target) || isWait(target)) {
                    continue;
                }
                if (SERVICE.contains(target.name())
                        && !target.has("camunda:topic")
                        && !isGuarded(target, "errorEventDefinition")) {
                    findings.warning(
                            target.line(),
                            "no-error-path",
                            "'%s' fails in the face of whoever %s, and nothing retries it; set asyncBefore, or add an error boundary event",
                            target.id(),
                            who);
                }
                if (!target.get("camunda:asyncAfter").equals("true")) {
                    next.push(target);
                }
            }
        }
    }

    private static boolean isPlain(Xml start) {
        return start.children().stream().noneMatch(child -> child.name().endsWith("EventDefinition"));
    }

    private static boolean isWait(Xml element) {
        return Set.of("userTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway", "callActivity")
                .contains(element.name());
    }

    private static boolean isAsync(Xml element) {
        return element.get("camunda:asyncBefore").equals("true")
                || element.get("camunda:async").equals("true");
    }

    /** True when a boundary event of that kind is on it, or on something around it. */
    private boolean isGuarded(Xml element, String definition) {
        for (@Nullable Xml scope = element; scope != null && !scope.name().equals("process"); scope = scope.parent()) {
            String id = scope.id();
            if (root.all("boundaryEvent")
                    .anyMatch(event -> event.get("attachedToRef").equals(id) && event.hasChild(definition))) {
                return true;
            }
        }
        return false;
    }

    private List<Xml> outgoing(Xml element) {
        return root.all("sequenceFlow")
                .filter(flow -> !element.id().isEmpty() && flow.get("sourceRef").equals(element.id()))
                .toList();
    }

    private @Nullable Xml byId(String id) {
        return root.all().filter(element -> element.id().equals(id)).findFirst().orElse(null);
    }

    /** What other files have. */
    interface Known {
        boolean isProcess(String key);

        boolean isCalled(String key);

        boolean isDecision(String key);

        boolean isForm(String key);
    }
}
