package org.heliograph.tidy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URI;
import java.util.List;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Classes that break a rule on purpose.
final class Synthetic {
    private Synthetic() {}

    /// A class with this body, compiled in memory.
    static ClassFacts compiled(String module, String name, String body) {
        int dot = name.lastIndexOf('.');
        var source = "package " + name.substring(0, dot) + "; class " + name.substring(dot + 1) + " { " + body + " }";
        var bytes = new ByteArrayOutputStream();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var text = new SimpleJavaFileObject(URI.create("text:///A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }

            @Override
            public boolean isNameCompatible(String simpleName, Kind kind) {
                return true;
            }
        };
        try (var files = new InMemory(compiler.getStandardFileManager(null, null, null), name, bytes)) {
            if (!compiler.getTask(null, files, null, List.of("-proc:none"), null, List.of(text))
                    .call()) {
                throw new IllegalArgumentException("does not compile: " + source);
            }
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return ClassFacts.of(module, bytes.toByteArray());
    }

    /// A class that has a field of a type that need not exist.
    static ClassFacts knowing(String module, String name, String known) {
        var bytes = ClassFile.of().build(ClassDesc.of(name), type -> type.withField("known", ClassDesc.of(known), 0));
        return ClassFacts.of(module, bytes);
    }

    /// Keeps the bytes of the class `wanted`, forgets those of its nested classes.
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final String wanted;
        private final ByteArrayOutputStream bytes;

        InMemory(JavaFileManager standard, String wanted, ByteArrayOutputStream bytes) {
            super(standard);
            this.wanted = wanted;
            this.bytes = bytes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("class:///" + name.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return name.equals(wanted) ? bytes : OutputStream.nullOutputStream();
                }
            };
        }
    }
}
