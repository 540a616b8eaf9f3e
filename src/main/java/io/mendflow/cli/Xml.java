package io.mendflow.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of a model with the line where it stands. Names are without namespace, but Camunda's own begin with {@code camunda:}. */
final class Xml {

    private final String name;
    private final int line;
    private final @Nullable Xml parent;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Xml> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Xml(String name, int line, @Nullable Xml parent) {
        this.name = name;
        this.line = line;
        this.parent = parent;
    }

    /** The root; none when it is no XML, which another rule reports. */
    static Optional<Xml> read(byte[] bytes) {
        try {
            var factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var reading = new Reading();
            factory.newSAXParser().parse(new ByteArrayInputStream(bytes), reading);
            return Optional.ofNullable(reading.root);
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return Optional.empty();
        }
    }

    String name() {
        return name;
    }

    int line() {
        return line;
    }

    @Nullable
    Xml parent() {
        return parent;
    }

    String id() {
        return get("id");
    }

    /** The attribute; empty when there is none. */
    String get(String attribute) {
        return attributes.getOrDefault(attribute, "");
    }

    boolean has(String attribute) {
        return !get(attribute).isBlank();
    }

    String text() {
        return text.toString().strip();
    }

    List<Xml> children() {
        return children;
    }

    Stream<Xml> children(String named) {
        return children.stream().filter(child -> child.name.equals(named));
    }

    boolean hasChild(String named) {
        return children(named).findAny().isPresent();
    }

    /** It and all below it, in the order of the file. */
    Stream<Xml> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Xml::all));
    }

    Stream<Xml> all(String named) {
        return all().filter(element -> element.name.equals(named));
    }

    private static final class Reading extends DefaultHandler {

        private final Deque<Xml> open = new ArrayDeque<>();
        private @Nullable Locator locator;
        private @Nullable Xml root;

        @Override
        public void setDocumentLocator(Locator locator) {
            this.locator = locator;
        }

        @Override
        public void startElement(String uri, String local, String qualified, Attributes attributes) {
            int line = locator == null ? 0 : locator.getLineNumber();
            Xml element = new Xml(prefixed(uri, local), line, open.peek());
            for (int i = 0; i < attributes.getLength(); i++) {
                element.attributes.put(
                        prefixed(attributes.getURI(i), attributes.getLocalName(i)), attributes.getValue(i));
            }
            if (open.isEmpty()) {
                root = element;
            } else {
                open.peek().children.add(element);
            }
            open.push(element);
        }

        @Override
        public void characters(char[] letters, int start, int length) {
            open.peek().text.append(letters, start, length);
        }

        @Override
        public void endElement(String uri, String local, String qualified) {
            open.pop();
        }

        private static String prefixed(@Nullable String uri, String local) {
            return uri != null && uri.contains("camunda.org") ? "camunda:" + local : local;
        }
    }
}
