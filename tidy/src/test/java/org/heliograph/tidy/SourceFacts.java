package org.heliograph.tidy;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// What the compiler's parser sees in one source file.
record SourceFacts(String path, int lines, List<Type> types, List<Method> methods, List<Catch> catches) {
    record Type(String name, boolean isPublic, boolean isTopLevel) {}

    record Method(String name, int line, int lines, int parameters, boolean isOverride) {}

    /// A clause that ends a failure; one that ends with a throw is none.
    record Catch(int line, String type) {}

    static List<SourceFacts> of(List<Tree.Text> sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = sources.stream().map(SourceFacts::file).toList();
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, files);
        var positions = Trees.instance(task).getSourcePositions();
        var facts = new ArrayList<SourceFacts>();
        try {
            for (var unit : task.parse()) {
                facts.add(new Reader(unit, positions).read());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return facts;
    }

    private static JavaFileObject file(Tree.Text source) {
        return new SimpleJavaFileObject(URI.create("text:///" + source.path()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source.content();
            }
        };
    }

    private static final class Reader extends TreeScanner<@Nullable Void, Integer> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Type> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();
        private final List<Catch> catches = new ArrayList<>();

        Reader(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        SourceFacts read() throws IOException {
            scan(unit, 0);
            var lines = (int)
                    unit.getSourceFile().getCharContent(true).toString().lines().count();
            return new SourceFacts(unit.getSourceFile().getName().substring(1), lines, types, methods, catches);
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, Integer depth) {
            if (!type.getSimpleName().isEmpty()) {
                boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
                types.add(new Type(type.getSimpleName().toString(), isPublic, depth == 0));
            }
            return super.visitClass(type, depth + 1);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, Integer depth) {
            int first = line(positions.getStartPosition(unit, method));
            int last = line(positions.getEndPosition(unit, method));
            boolean isOverride = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            methods.add(new Method(
                    method.getName().toString(),
                    first,
                    last - first + 1,
                    method.getParameters().size(),
                    isOverride));
            return super.visitMethod(method, depth);
        }

        @Override
        public @Nullable Void visitCatch(CatchTree clause, Integer depth) {
            if (throwsAgain(clause)) {
                return super.visitCatch(clause, depth);
            }
            var type = clause.getParameter().getType();
            int line = line(positions.getStartPosition(unit, clause));
            if (type instanceof UnionTypeTree union) {
                for (var alternative : union.getTypeAlternatives()) {
                    catches.add(new Catch(line, alternative.toString()));
                }
            } else {
                catches.add(new Catch(line, type.toString()));
            }
            return super.visitCatch(clause, depth);
        }

        /// A failure that goes on, perhaps under another name, is not ended here.
        private static boolean throwsAgain(CatchTree clause) {
            var statements = clause.getBlock().getStatements();
            return !statements.isEmpty() && statements.getLast() instanceof ThrowTree;
        }

        private int line(long position) {
            return Math.toIntExact(unit.getLineMap().getLineNumber(position));
        }
    }

    String module() {
        return path.substring(0, Math.max(0, path.indexOf('/')));
    }

    String where(int line) {
        return String.format(Locale.ROOT, "%s:%d", path, line);
    }
}
