package io.mendflow.runbook;

import java.util.HashSet;
import java.util.Set;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.AttributeExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Sees to it that the parts of a runbook reach the outside by verbs alone, since nothing else is held back in a plan, leased, fenced or recorded.
 * Values, texts, times and the like may be made and reckoned with; files, processes, threads, sockets and reflection are out of reach. It keeps
 * authors from doing by mistake what a plan could not see, and is no cage for somebody who means harm: whoever writes the runbooks folder is trusted.
 */
final class ReachCheck extends CompilationCustomizer {

    private static final Set<String> PACKAGES = Set.of(
            "java.math",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "java.time",
            "java.time.format",
            "java.time.temporal",
            "java.time.zone",
            "java.text",
            "java.nio.charset");

    private static final Set<String> OTHERS = Set.of(
            "java.lang.Object",
            "java.lang.String",
            "java.lang.CharSequence",
            "java.lang.StringBuilder",
            "java.lang.Character",
            "java.lang.Boolean",
            "java.lang.Number",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Math",
            "java.lang.Iterable",
            "java.lang.Comparable",
            "java.util.concurrent.TimeUnit",
            "java.net.URI",
            "java.net.URLEncoder",
            "java.net.URLDecoder",
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.security.MessageDigest",
            "groovy.json.JsonOutput",
            "groovy.json.JsonSlurper",
            "groovy.lang.Closure",
            "groovy.lang.GString",
            "groovy.lang.IntRange");

    /** Of those packages, what does more than hold values. */
    private static final Set<String> NOT = Set.of(
            "java.util.Formatter",
            "java.util.ResourceBundle",
            "java.util.Scanner",
            "java.util.ServiceLoader",
            "java.util.Timer",
            "java.util.TimerTask");

    private static final Set<String> METHODS = Set.of(
            "execute", "toURL", "getClass", "getMetaClass", "setMetaClass", "invokeMethod", "newInstance", "evaluate");

    private static final Set<String> PROPERTIES = Set.of("class", "metaClass");

    private final Draft draft;

    ReachCheck(Draft draft) {
        super(CompilePhase.CANONICALIZATION);
        this.draft = draft;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        new Visitor(source).visitClass(type);
    }

    private static boolean isInReach(ClassNode type) {
        ClassNode plain = type.isArray() ? type.getComponentType() : type;
        String name = plain.getName();
        return ClassHelper.isPrimitiveType(plain)
                || ClassHelper.isDynamicTyped(plain)
                || OTHERS.contains(name)
                || (PACKAGES.contains(String.valueOf(plain.getPackageName())) && !NOT.contains(name))
                || plain.isDerivedFrom(ClassHelper.THROWABLE_TYPE);
    }

    private final class Visitor extends ClassCodeVisitorSupport {

        private final SourceUnit source;
        private final Set<String> seen = new HashSet<>();

        Visitor(SourceUnit source) {
            this.source = source;
        }

        @Override
        public void visitClassExpression(ClassExpression said) {
            require(said.getType(), said);
            super.visitClassExpression(said);
        }

        @Override
        public void visitConstructorCallExpression(ConstructorCallExpression call) {
            if (!call.isSpecialCall()) {
                require(call.getType(), call);
            }
            super.visitConstructorCallExpression(call);
        }

        @Override
        public void visitStaticMethodCallExpression(StaticMethodCallExpression call) {
            require(call.getOwnerType(), call);
            super.visitStaticMethodCallExpression(call);
        }

        @Override
        public void visitCastExpression(CastExpression cast) {
            require(cast.getType(), cast);
            super.visitCastExpression(cast);
        }

        @Override
        public void visitDeclarationExpression(DeclarationExpression declared) {
            if (declared.getLeftExpression() instanceof VariableExpression variable) {
                require(variable.getOriginType(), declared);
            }
            super.visitDeclarationExpression(declared);
        }

        @Override
        public void visitClosureExpression(ClosureExpression closure) {
            if (closure.getParameters() != null) {
                for (Parameter parameter : closure.getParameters()) {
                    require(parameter.getType(), closure);
                }
            }
            super.visitClosureExpression(closure);
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            require(call.getMethod(), METHODS, "a method");
            super.visitMethodCallExpression(call);
        }

        @Override
        public void visitMethodPointerExpression(MethodPointerExpression pointer) {
            require(pointer.getMethodName(), METHODS, "a method");
            super.visitMethodPointerExpression(pointer);
        }

        @Override
        public void visitPropertyExpression(PropertyExpression property) {
            require(property.getProperty(), PROPERTIES, "a property");
            super.visitPropertyExpression(property);
        }

        @Override
        public void visitAttributeExpression(AttributeExpression attribute) {
            refuse(attribute, "'.@%s' reaches past the verbs".formatted(attribute.getPropertyAsString()));
            super.visitAttributeExpression(attribute);
        }

        private void require(ClassNode type, Expression where) {
            if (!isInReach(type)) {
                refuse(where, "'%s' reaches past the verbs".formatted(type.getName()));
            }
        }

        private void require(Expression name, Set<String> refused, String what) {
            if (!(name instanceof ConstantExpression constant)) {
                refuse(name, "%s by a name that is put together reaches past the verbs".formatted(what));
            } else if (refused.contains(String.valueOf(constant.getValue()))) {
                refuse(name, "'%s' reaches past the verbs".formatted(constant.getValue()));
            }
        }

        private void refuse(Expression where, String reason) {
            boolean isGenerated = where.getLineNumber() < 1;
            if (!isGenerated && seen.add(where.getLineNumber() + reason)) {
                draft.problem(
                        where.getLineNumber(),
                        reason
                                + "; the parts of a runbook reach the outside by verbs alone, so that a plan can see it");
            }
        }

        @Override
        protected SourceUnit getSourceUnit() {
            return source;
        }
    }
}
