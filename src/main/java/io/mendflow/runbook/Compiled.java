package io.mendflow.runbook;

import groovy.lang.GroovyClassLoader;
import groovy.lang.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Groovy made of a runbook file in which the checks found nothing wrong.
 *
 * @param script the name of the class that the file itself is
 * @param classes by name
 * @param namesByLine the names of the maps that the checks noted, by the line of the file
 */
record Compiled(String script, Map<String, byte[]> classes, Map<Integer, List<String>> namesByLine) {

    /** Defines its classes, each when it is first asked for. */
    Loader loader() {
        return new Loader(classes);
    }

    byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(script);
            out.writeInt(classes.size());
            for (Map.Entry<String, byte[]> type : classes.entrySet()) {
                out.writeUTF(type.getKey());
                out.writeInt(type.getValue().length);
                out.write(type.getValue());
            }
            out.writeInt(namesByLine.size());
            for (Map.Entry<Integer, List<String>> names : new TreeMap<>(namesByLine).entrySet()) {
                out.writeInt(names.getKey());
                out.writeInt(names.getValue().size());
                for (String name : names.getValue()) {
                    out.writeUTF(name);
                }
            }
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when these are not the bytes of one */
    static Compiled of(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String script = in.readUTF();
            var classes = new LinkedHashMap<String, byte[]>();
            for (int i = in.readInt(); i > 0; i--) {
                String name = in.readUTF();
                classes.put(name, in.readNBytes(in.readInt()));
            }
            var namesByLine = new TreeMap<Integer, List<String>>();
            for (int i = in.readInt(); i > 0; i--) {
                int line = in.readInt();
                var names = new ArrayList<String>();
                for (int j = in.readInt(); j > 0; j--) {
                    names.add(in.readUTF());
                }
                namesByLine.put(line, names);
            }
            return new Compiled(script, classes, namesByLine);
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        }
    }

    /** The classes of one file. */
    static final class Loader extends GroovyClassLoader {

        private final Map<String, byte[]> classes;

        private Loader(Map<String, byte[]> classes) {
            super(Compiled.class.getClassLoader());
            this.classes = classes;
        }

        RunbookLanguage script(String name) throws ReflectiveOperationException {
            return (RunbookLanguage) loadClass(name)
                    .asSubclass(Script.class)
                    .getDeclaredConstructor()
                    .newInstance();
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                return super.findClass(name);
            }
            Class<?> type = defineClass(name, bytes);
            setClassCacheEntry(type);
            return type;
        }
    }
}
