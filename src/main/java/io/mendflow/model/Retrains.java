package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.model.ModelsSettings.Model;
import io.mendflow.model.ModelsSettings.Tier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes up what asks for another version of a model: one retrain of a model at a time, and not one after the other for the same trouble. */
@Component
public class Retrains {

    static final String PERSON = "person";

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final ModelFreezes freezes;
    private final ModelStore store;
    private final RuntimeService processes;
    private final IdentityService identity;
    private final AskedParameters parameters;
    private final Audit audit;
    private final Clock clock;

    Retrains(
            ModelSpecs specs,
            Promotions promotions,
            Champions champions,
            ModelFreezes freezes,
            ModelStore store,
            RuntimeService processes,
            IdentityService identity,
            AskedParameters parameters,
            Audit audit,
            Clock clock) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.freezes = freezes;
        this.store = store;
        this.processes = processes;
        this.identity = identity;
        this.parameters = parameters;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Something that asks for another version.
     *
     * @param cause {@code drift}, {@code metrics}, {@code labels}, {@code schedule} or {@code person}
     * @param reason in a sentence
     * @param by a user's name, or {@code mendflow}
     * @param version of a challenger that is in the store already; null: one is to be trained
     * @param parameters for this one training, over those of the settings
     */
    public record Wish(
            String cause, String reason, String by, @Nullable String version, Map<String, String> parameters) {

        public Wish {
            parameters = Map.copyOf(parameters);
        }

        /** One that leaves the parameters to the settings. */
        public Wish(String cause, String reason, String by, @Nullable String version) {
            this(cause, reason, by, version, Map.of());
        }
    }

    /**
     * What became of a wish.
     *
     * @param promotion that it began or joined; null when it came to nothing
     * @param reason in a sentence
     */
    public record Answer(@Nullable Promotion promotion, boolean began, String reason) {}

    /**
     * Begins a retrain, or joins the one that is under way. A wish that comes within the cooldown is noted and comes to nothing, unless it is a
     * person's.
     *
     * @throws UnknownModel when the model is not looked after
     * @throws IllegalArgumentException when the wish sets parameters that are not open
     * @throws PromotionRefused when a person asks while the model is frozen or a promotion of another sort is under way
     */
    @Transactional
    public Answer ask(String name, Wish wish) {
        Model model = specs.model(name);
        parameters.require(name, wish);
        Optional<Promotion> underWay = promotions.underWay(name);
        if (underWay.isPresent()) {
            return join(underWay.get(), wish);
        }
        Optional<ModelFreezes.ModelFreeze> frozen = freezes.of(name);
        if (frozen.isPresent()) {
            return refuse(
                    name,
                    wish,
                    "promotions of it are frozen by %s (%s); thaw it by POST /api/models/%s/thaw"
                            .formatted(frozen.get().by(), frozen.get().reason(), name));
        }
        Instant cool = coolAfter(name, model);
        if (!wish.cause().equals(PERSON) && cool.isAfter(clock.instant())) {
            return refuse(name, wish, "it cools down until %s after its last retrain".formatted(cool));
        }
        return new Answer(begin(name, model, wish), true, "Begun: " + wish.reason());
    }

    /** Whether a wish that is no person's would begin a retrain now: nothing is under way, frozen or cooling down. */
    @Transactional(readOnly = true)
    public boolean mayBegin(String name) {
        return promotions.underWay(name).isEmpty()
                && freezes.of(name).isEmpty()
                && !coolAfter(name, specs.model(name)).isAfter(clock.instant());
    }

    /**
     * Ends a promotion that is under way. What it gave to a challenger is taken back.
     *
     * @throws PromotionRefused when it has ended
     */
    @Transactional
    public Promotion cancel(String id, String reason, String by) {
        // First, so that a step that is just acting ends before, and one that comes later finds it ended.
        Promotion promotion = promotions.lock(id);
        if (promotion.state().isEnded()) {
            throw new PromotionRefused("Expected promotion %s to be under way, but it is '%s'; nothing was changed"
                    .formatted(promotion.id(), promotion.state().text()));
        }
        promotions.tell(promotion.id(), "cancelled", "%s cancels it: %s".formatted(by, reason));
        processes
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(promotion.id())
                .rootProcessInstances()
                .list()
                .forEach(instance -> asMendflow(() -> {
                    processes.deleteProcessInstance(instance.getId(), reason);
                    return instance.getId();
                }));
        promotions.end(promotion.id(), PromotionState.CANCELLED, by, reason);
        return promotions.find(promotion.id()).orElseThrow();
    }

    private Answer join(Promotion promotion, Wish wish) {
        boolean same = promotion.kind() == Promotion.Kind.RETRAIN
                && wish.version() == null
                && wish.parameters().isEmpty();
        if (!same && wish.cause().equals(PERSON)) {
            throw new PromotionRefused(
                    "Expected model '%s' to be free, but promotion %s of it is '%s'; wait for its end, or cancel its process"
                            .formatted(
                                    promotion.model(),
                                    promotion.id(),
                                    promotion.state().text()));
        }
        promotions.tell(promotion.id(), "joined", "%s asks for it too: %s".formatted(wish.by(), wish.reason()));
        return new Answer(
                promotion,
                false,
                "Joined %s, which is '%s'"
                        .formatted(promotion.id(), promotion.state().text()));
    }

    private Answer refuse(String name, Wish wish, String why) {
        String text = "Model '%s' is not retrained: %s".formatted(name, why);
        if (wish.cause().equals(PERSON)) {
            throw new PromotionRefused(text);
        }
        audit.append(
                "mendflow",
                "model.no-retrain",
                name,
                Map.of("cause", wish.cause(), "reason", wish.reason(), "why", why));
        return new Answer(null, false, text);
    }

    private Instant coolAfter(String name, Model model) {
        return promotions
                .lastRetrain(name)
                .map(last ->
                        last.endedAt() == null ? Instant.EPOCH : last.endedAt().plus(model.cooldown()))
                .orElse(Instant.EPOCH);
    }

    private Promotion begin(String name, Model model, Wish wish) {
        // From what is known here: whoever tells of a drift must not fail because the store is away. The flow asks the
        // store.
        Optional<Champions.Term> champion = champions.known(name, Champions.CHAMPION);
        Promotion promotion = promotions.open(
                name,
                Promotion.Kind.RETRAIN,
                wish.cause(),
                wish.reason(),
                wish.by(),
                model.tier(),
                champion.map(Champions.Term::version).orElse(null),
                champion.map(Champions.Term::digest).orElse(null));
        parameters.keep(promotion, wish);
        if (wish.version() != null) {
            ModelVersion challenger = store.require(name, wish.version());
            promotions.trained(
                    promotion.id(),
                    challenger.run() == null ? "" : challenger.run(),
                    challenger.version(),
                    challenger.digest());
        }
        Tier tier = specs.tier(name);
        Map<String, Object> facts = facts(promotion, tier);
        facts.put(DEBOUNCE, (wish.cause().equals(PERSON) ? Duration.ZERO : model.debounce()).toString());
        facts.put(
                TRAINING_WITHIN,
                model.trainingWithin().plus(specs.lookAgain().multipliedBy(4)).toString());
        facts.put("challengerThere", wish.version() != null);
        start(RETRAIN, promotion, facts);
        return promotions.find(promotion.id()).orElseThrow();
    }

    Map<String, Object> facts(Promotion promotion, Tier tier) {
        var facts = new HashMap<String, Object>();
        facts.put(PROMOTION, promotion.id());
        facts.put(MODEL, promotion.model());
        facts.put(ModelFlow.TIER, promotion.tier());
        facts.put(TITLE, "%s: %s".formatted(promotion.model(), promotion.reason()));
        facts.put(LOOK_AGAIN, specs.lookAgain().toString());
        facts.put(APPROVALS, tier.approvals());
        facts.put(APPROVAL_WITHIN, tier.approvalWithin().toString());
        facts.put(VALIDATORS, tier.validators());
        facts.put(OWNERS, tier.owners());
        facts.put(HAS_CHAMPION, promotion.champion() != null);
        return facts;
    }

    void start(String process, Promotion promotion, Map<String, Object> facts) {
        ProcessInstance instance =
                asMendflow(() -> processes.startProcessInstanceByKey(process, promotion.id(), facts));
        promotions.started(promotion.id(), instance.getId());
    }

    /** The API has already checked what the person at its other end may do. */
    <T> T asMendflow(Supplier<T> work) {
        Authentication person = identity.getCurrentAuthentication();
        identity.clearAuthentication();
        try {
            return work.get();
        } finally {
            if (person != null) {
                identity.setAuthentication(person);
            }
        }
    }
}
