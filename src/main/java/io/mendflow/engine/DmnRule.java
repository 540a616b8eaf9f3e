package io.mendflow.engine;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.SAXParserFactory;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.impl.cmmn.deployer.CmmnDeployer;
import org.camunda.bpm.engine.impl.dmn.deployer.DecisionDefinitionDeployer;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.util.xml.Parse;
import org.camunda.bpm.engine.impl.util.xml.Parser;
import org.camunda.bpm.engine.impl.xml.ProblemImpl;

/**
 * Lets a deployment's decision tables pass when they speak FEEL and nothing else, and refuses case models, which nothing here checks.
 *
 * <p>BPMN is left to {@link CheckedBpmnParse}.
 */
class DmnRule implements Deployer {

    private static final Set<String> FEEL = Set.of(
            DefaultDmnEngineConfiguration.FEEL_EXPRESSION_LANGUAGE,
            DefaultDmnEngineConfiguration.FEEL_EXPRESSION_LANGUAGE_ALTERNATIVE,
            DefaultDmnEngineConfiguration.FEEL_EXPRESSION_LANGUAGE_DMN12,
            DefaultDmnEngineConfiguration.FEEL_EXPRESSION_LANGUAGE_DMN13,
            DefaultDmnEngineConfiguration.FEEL_EXPRESSION_LANGUAGE_DMN14,
            DefaultDmnEngineConfiguration.FEEL_EXPRESSION_LANGUAGE_DMN15);

    @Override
    public void deploy(DeploymentEntity deployment) {
        for (Map.Entry<String, ResourceEntity> resource :
                deployment.getResources().entrySet()) {
            String name = resource.getKey();
            if (endsIn(CmmnDeployer.CMMN_RESOURCE_SUFFIXES, name)) {
                throw refused(name, List.of(new ProblemImpl("Expected BPMN, DMN or a form, but this is CMMN", null)));
            }
            if (endsIn(DecisionDefinitionDeployer.DMN_RESOURCE_SUFFIXES, name)) {
                check(name, resource.getValue().getBytes());
            }
        }
    }

    private void check(String name, byte[] bytes) {
        List<Problem> problems = problems(name, bytes);
        if (!problems.isEmpty()) {
            throw refused(name, problems);
        }
    }

    /** Why a decision table is refused; empty when it is not. */
    static List<Problem> problems(String name, byte[] bytes) {
        Parse parse = new OwnParser().createParse().name(name).sourceInputStream(new ByteArrayInputStream(bytes));
        // Camunda's own parse compares with the schema afterwards.
        parse.setSchemaResource(null);
        parse.execute();
        List<Problem> problems = new ArrayList<>(parse.getProblems());
        if (problems.isEmpty()) {
            check(parse.getRootElement(), "?", problems);
        }
        return problems;
    }

    private static void check(Element element, String owner, List<Problem> problems) {
        String id = element.attribute("id", owner);
        String language = element.attribute("expressionLanguage", "");
        if (!language.isBlank()
                && !element.getTagName().equals("definitions")
                && !FEEL.contains(language)
                && !language.equalsIgnoreCase("feel")) {
            String reason =
                    "'%s' is refused: expected FEEL, but its expression language is '%s'".formatted(id, language);
            problems.add(new ProblemImpl(reason, element, id));
        }
        element.elements().forEach(child -> check(child, id, problems));
    }

    /** As Camunda compares: a name that only ends in "dmn", without a dot, is a decision table too. */
    private static boolean endsIn(String[] suffixes, String name) {
        return Stream.of(suffixes).anyMatch(name::endsWith);
    }

    private static ParseException refused(String name, List<Problem> problems) {
        StringBuilder message = new StringBuilder();
        problems.forEach(problem -> message.append("\n* ")
                .append(problem.getMessage())
                .append(" | resource ")
                .append(name)
                .append(problem));
        return new ParseException(message.toString(), name, problems, List.of());
    }

    /** Camunda's parser keeps a factory a thread, which goes on validating once a BPMN file was parsed there; DMN has no grammar there. */
    static final class OwnParser extends Parser {

        private final SAXParserFactory factory = SAXParserFactory.newInstance();

        @Override
        public Parse createParse() {
            return new Parse(this) {};
        }

        @Override
        protected SAXParserFactory getSaxParserFactoryLazily() {
            return factory;
        }
    }
}
