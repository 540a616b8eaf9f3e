package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.model.ModelsSettings.Tier;
import io.mendflow.runbook.Person;
import io.mendflow.runbook.PersonRefused;
import io.mendflow.runbook.Risk;
import io.mendflow.runbook.RunAnswered;
import io.mendflow.runbook.RunAsks;
import io.mendflow.runbook.RunAsksNoMore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Asks people about a promotion, and takes what they say, wherever the task is completed: in Tasklist, over REST, by the API or a link. What is
 * approved is one version by the digest of its artifacts. Whoever asked for the promotion, made the version or has answered already may not approve.
 */
@Component("modelApproval")
class ModelApprovals implements TaskListener {

    static final String ANSWERS = "approvals.json";

    private static final String VALIDATION = "Task_Validate";
    private static final String RATIFICATION = "Task_Ratify";

    private final Promotions promotions;
    private final ModelStore store;
    private final ModelsSettings settings;
    private final ModelSpecs specs;
    private final Audit audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ModelApprovals(
            Promotions promotions,
            ModelStore store,
            ModelsSettings settings,
            ModelSpecs specs,
            Audit audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.promotions = promotions;
        this.store = store;
        this.settings = settings;
        this.specs = specs;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What one person said.
     *
     * @param role in which they were asked: {@code validator} or {@code risk owner}
     * @param meaning what their answer stands for
     * @param digest of the version that they were asked about
     */
    record Said(
            String role,
            String meaning,
            String decision,
            String by,
            String comment,
            String digest,
            java.time.Instant at) {}

    @Override
    public void notify(DelegateTask task) {
        switch (task.getEventName()) {
            case EVENTNAME_CREATE -> ask(task);
            case EVENTNAME_COMPLETE -> take(task);
            default -> events.publishEvent(new RunAsksNoMore(task.getId()));
        }
    }

    private void ask(DelegateTask task) {
        DelegateExecution execution = task.getExecution();
        // What was said to an earlier question must not answer this one.
        execution.removeVariables(List.of(DECISION, COMMENT));
        Promotion promotion = promotions.lock(execution.getProcessBusinessKey());
        boolean ratification = task.getTaskDefinitionKey().equals(RATIFICATION);
        if (!ratification) {
            promotions.move(promotion.id(), PromotionState.AWAITING_APPROVAL);
        }
        int needed = ratification ? 1 : Math.max(1, (Integer) execution.getVariable(APPROVALS));
        Duration within =
                Duration.parse((String) execution.getVariable(ratification ? RATIFIED_WITHIN : APPROVAL_WITHIN));
        task.setDueDate(Date.from(clock.instant().plus(within)));
        events.publishEvent(new RunAsks(
                task.getId(),
                promotion.id(),
                null,
                promotion.model(),
                "%s version %s".formatted(promotion.model(), promotion.version()),
                risk(promotion.tier()),
                part(task),
                needed,
                isValidation(task) || needed == 1 ? 1 : 2,
                promotion.requestedBy(),
                about(execution, promotion),
                promotion.digest() == null ? "" : promotion.digest(),
                within));
        promotions.tell(
                promotion.id(),
                "approval",
                "%s of version %s is asked for, in Tasklist or by /api/approvals"
                        .formatted(role(task), promotion.version()));
    }

    private static String about(DelegateExecution execution, Promotion promotion) {
        return execution.getVariable(CARD) instanceof String card ? card : promotion.reason();
    }

    private void take(DelegateTask task) {
        DelegateExecution execution = task.getExecution();
        // Two who answer at the same moment do so one after the other, each seeing what was said before.
        Promotion promotion = promotions.lock(execution.getProcessBusinessKey());
        if (promotion.state().isEnded()) {
            throw refused(
                    task,
                    "promotion %s is '%s', and nobody can decide about it any more"
                            .formatted(promotion.id(), promotion.state().text()));
        }
        boolean approves = approves(task);
        String by = allowed(task, promotion, approves);
        Object told = task.getVariable(COMMENT);
        String comment = told == null ? "" : told.toString().strip();
        promotions.append(
                promotion.id(),
                ANSWERS,
                Said[].class,
                new Said(
                        role(task),
                        meaning(task, approves),
                        approves ? "approve" : "reject",
                        by,
                        comment,
                        String.valueOf(promotion.digest()),
                        clock.instant()));
        execution.setVariable(APPROVED, approves);
        String said =
                "%s by %s%s".formatted(approves ? "Approved" : "Rejected", by, comment.isEmpty() ? "" : ": " + comment);
        if (!approves) {
            execution.setVariable(WHY, Steps.cut(said));
        } else if (!isValidation(task) && !task.getTaskDefinitionKey().equals(RATIFICATION)) {
            store.stage(promotion.model(), String.valueOf(promotion.version()), ModelStage.APPROVED);
        }
        promotions.tell(promotion.id(), "approval", "%s: %s".formatted(role(task), said));
        events.publishEvent(new RunAnswered(task.getId(), approves, by, comment));
        audit.append(
                by,
                approves ? "promotion.approve" : "promotion.reject",
                promotion.id(),
                Map.of(
                        "role", role(task),
                        "meaning", meaning(task, approves),
                        "digest", String.valueOf(promotion.digest()),
                        "comment", comment));
    }

    /**
     * Why a promotion may not be rolled out yet; empty when the gate has let it pass and as many different people as it asked for have approved this
     * very version.
     */
    Optional<String> objection(Promotion promotion) {
        OptionalInt needed = promotions.needed(promotion.id());
        if (needed.isEmpty()) {
            return Optional.of("the gate has not let it pass");
        }
        long given = said(promotion).stream()
                .filter(said ->
                        said.decision().equals("approve") && said.digest().equals(promotion.digest()))
                .map(Said::by)
                .distinct()
                .count();
        return given >= needed.getAsInt()
                ? Optional.empty()
                : Optional.of("%d of %d people have approved it".formatted(given, needed.getAsInt()));
    }

    private List<Said> said(Promotion promotion) {
        return promotions.document(promotion.id(), ANSWERS).isEmpty()
                ? List.of()
                : Arrays.asList(promotions.read(promotion.id(), ANSWERS, Said[].class));
    }

    private static boolean approves(DelegateTask task) {
        String decision = String.valueOf(task.getVariable(DECISION));
        return switch (decision) {
            case "approve" -> true;
            case "reject" -> false;
            default ->
                throw new ProcessEngineException(
                        "Expected variable 'decision' of task '%s' to be approve or reject, but it is '%s'"
                                .formatted(task.getName(), decision));
        };
    }

    private String allowed(DelegateTask task, Promotion promotion, boolean approves) {
        String by = Person.of(task).orElseThrow(() -> refused(task, "nobody is logged in, and nobody has claimed it"));
        Tier tier = specs.tier(promotion.tier());
        String group = isValidation(task) ? tier.validators() : tier.owners();
        if (!Person.isIn(task, by, List.of(group))) {
            throw refused(task, "%s is not in the group %s".formatted(by, group));
        }
        if (approves && !settings.approveOwn() && authors(promotion).contains(by)) {
            throw refused(task, by + " has asked for it or made it; somebody else decides about it");
        }
        if (approves && said(promotion).stream().anyMatch(said -> said.by().equals(by))) {
            throw refused(task, by + " has answered already; two different people are needed");
        }
        return by;
    }

    private TreeSet<String> authors(Promotion promotion) {
        var authors = new TreeSet<String>();
        authors.add(promotion.requestedBy());
        Optional.ofNullable(promotion.run())
                .filter(run -> !run.isEmpty())
                .flatMap(store::run)
                .ifPresent(run -> {
                    for (String tag : List.of("mendflow.author", "mlflow.user")) {
                        if (run.tags().get(tag) != null) {
                            authors.add(run.tags().get(tag));
                        }
                    }
                });
        return authors;
    }

    private static boolean isValidation(DelegateTask task) {
        return task.getTaskDefinitionKey().equals(VALIDATION);
    }

    private static String role(DelegateTask task) {
        return isValidation(task) ? "validator" : "risk owner";
    }

    private static String part(DelegateTask task) {
        return switch (task.getTaskDefinitionKey()) {
            case VALIDATION -> "validation";
            case RATIFICATION -> "ratification";
            default -> "promotion";
        };
    }

    private static String meaning(DelegateTask task, boolean approves) {
        return (approves ? "agrees to the " : "does not agree to the ") + part(task);
    }

    private static Risk risk(int tier) {
        return tier == 1 ? Risk.HIGH : tier == 2 ? Risk.MEDIUM : Risk.LOW;
    }

    private static PersonRefused refused(DelegateTask task, String why) {
        return new PersonRefused(
                "Expected task '%s' to be completed by somebody who may: %s".formatted(task.getName(), why));
    }
}
