package io.mendflow.engine;

import java.util.List;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.spring.boot.starter.util.CamundaSpringBootUtil;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Camunda's engine as Mendflow runs it: closed where its defaults are open, and built by one node at a time, because two nodes that create the
 * tables of one empty database at once would trip over each other.
 */
class EngineConfiguration extends SpringProcessEngineConfiguration {

    private final DataSource database;
    private final ExposedBeans exposed;
    private final EngineSettings settings;

    EngineConfiguration(
            DataSource database, ExposedBeans exposed, EngineSettings settings, ApplicationEventPublisher events) {
        this.database = database;
        this.exposed = exposed;
        this.settings = settings;
        CamundaSpringBootUtil.initCustomFields(this);
        setCustomPreCommandInterceptorsTxRequired(guards(events));
        setCustomPreCommandInterceptorsTxRequiresNew(guards(events));
        setCustomPostDeployers(List.of(new DeploymentWatch(events, this::getIdentityService).last()));
    }

    /** Each chain of commands needs its own: they link to one another. */
    private List<CommandInterceptor> guards(ApplicationEventPublisher events) {
        return List.of(
                new QueryGuard(),
                new IdentityWatch(events),
                new PasswordRule(),
                new DeploymentWatch(events, this::getIdentityService));
    }

    /** Sets what must hold after the plug-ins, so that none of Camunda's properties opens it again. */
    @Override
    protected void invokePreInit() {
        super.invokePreInit();
        shutOutCode();
        guardUsers();
        setHistoryLevel(new LeanHistory());
        setHistoryTimeToLive(settings.historyTimeToLive().toString());
        // Without a window Camunda never deletes any history, however short its time to live is.
        setHistoryCleanupBatchWindowStartTime("00:00");
        setHistoryCleanupBatchWindowEndTime("23:59");
        setJobExecutorAcquireByPriority(true);
        // A caller's mistake is answered, and no stack trace in the log; failed jobs are still logged.
        setEnableCmdExceptionLogging(false);
        // Micrometer counts; Camunda would write its counters into the database.
        setMetricsEnabled(false);
        setDbMetricsReporterActivate(false);
        setTaskMetricsEnabled(false);
    }

    private void shutOutCode() {
        NoScripts noScripts = new NoScripts();
        setScriptFactory(noScripts);
        setScriptEngineResolver(noScripts);
        setExpressionManager(new Expressions(exposed));
        BpmnRule rule = new BpmnRule(exposed);
        setBpmnParseFactory(parser -> new CheckedBpmnParse(parser, rule));
        getCustomPreDeployers().add(new DmnRule());
        setDefaultSerializationFormat("application/json");
        setJavaSerializationFormatEnabled(false);
        setEnableExpressionsInAdhocQueries(false);
        setEnableExpressionsInStoredQueries(false);
    }

    private void guardUsers() {
        setAuthorizationEnabled(true);
        // What a flow does, it does as Mendflow, and not as the user whose request happened to move it.
        setAuthorizationEnabledForCustomCode(false);
        setQueryMaxResultsLimit(settings.queryLimit());
        setEnablePasswordPolicy(true);
        // Camunda's default takes letters and digits only, and no mail address.
        setGeneralResourceWhitelistPattern("[A-Za-z0-9._@-]+");
        // A wrong password costs the user a growing wait, 60 s at most, and never the account: else anybody could lock
        // out the admin.
        setLoginMaxAttempts(Integer.MAX_VALUE);
    }

    @Override
    public ProcessEngine buildProcessEngine() {
        return new ClusterLock(database).hold(() -> {
            ProcessEngine engine = super.buildProcessEngine();
            new JobLocks(database).freeIfAlone();
            return engine;
        });
    }
}
