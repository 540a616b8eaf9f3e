package io.mendflow.engine;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ScriptEvaluationException;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.scripting.ExecutableScript;
import org.camunda.bpm.engine.impl.scripting.ScriptFactory;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;

/** The engine's scripting, shut: no script is made and no language is known, wherever one might come from. */
class NoScripts extends ScriptFactory implements ScriptEngineResolver {

    @Override
    public ExecutableScript createScriptFromResource(String language, String resource) {
        throw refusal(language);
    }

    @Override
    public ExecutableScript createScriptFromResource(String language, Expression resource) {
        throw refusal(language);
    }

    @Override
    public ExecutableScript createScriptFromSource(String language, String source) {
        throw refusal(language);
    }

    @Override
    public ExecutableScript createScriptFromSource(String language, Expression source) {
        throw refusal(language);
    }

    @Override
    public void addScriptEngineFactory(ScriptEngineFactory factory) {
        throw refusal(factory.getLanguageName());
    }

    @Override
    public ScriptEngineManager getScriptEngineManager() {
        throw refusal("any language");
    }

    @Override
    public ScriptEngine getScriptEngine(String language, boolean resolveFromCache) {
        throw refusal(language);
    }

    private static ScriptEvaluationException refusal(String language) {
        return new ScriptEvaluationException(
                "Scripts are not run in models (this one is in %s); use a delegate or a runbook".formatted(language));
    }
}
