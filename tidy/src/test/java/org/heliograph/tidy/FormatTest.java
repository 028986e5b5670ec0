package org.heliograph.tidy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Every source is as the formatter writes it; there are no options to argue about.
///
/// `mvn -q test -pl tidy -Dtest=FormatTest -Dformat=apply` formats. A test and not a Maven plugin, because a plugin
/// runs on the Java that runs Maven, which need not know the syntax of these sources.
class FormatTest {
    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.PALANTIR;
    private static final int WIDTH = 120;

    /// As wide as `///`, and no text: the formatter would put a blank before that, and cuts a blank at the end.
    private static final String HIDDEN = "//\f";

    private static final String HIDDEN_EMPTY = HIDDEN + "/";

    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(STYLE).build());

    @Test
    void sourcesAreAsTheFormatterWritesThem() throws IOException {
        boolean apply = "apply".equals(System.getProperty("format"));
        var tree = Tree.containingTheWorkingFolder();
        var different = new ArrayList<String>();
        for (var source : tree.javaSources("/src/")) {
            var formatted = formatted(source);
            if (!formatted.equals(source.content())) {
                different.add(source.path());
                if (apply) {
                    Files.writeString(tree.root().resolve(source.path()), formatted);
                }
            }
        }
        if (!apply) {
            assertThat(different)
                    .as("format them with: mvn -q test -pl tidy -Dtest=FormatTest -Dformat=apply")
                    .isEmpty();
        }
    }

    @Test
    void theSyntaxOfTodayIsUnderstood() {
        var source = new Tree.Text(
                "A.java",
                "class A { Object a(Object b) { return switch (b) { case Integer _ -> 1; default -> b; }; } }");
        assertThat(formatted(source)).contains("            case Integer _ -> 1;\n");
    }

    @Test
    void documentationKeepsItsLines() {
        var documented = "/// " + "word ".repeat(20) + "\n///\n/// more\nclass A {}\n";
        assertThat(formatted(new Tree.Text("A.java", documented))).isEqualTo(documented.replace(" \n", "\n"));
        var wide = "class A {\n    /// " + "word ".repeat(30) + "\n    int a;\n}\n";
        assertThat(formatted(new Tree.Text("A.java", wide)).lines())
                .allMatch(line -> line.length() <= WIDTH)
                .filteredOn(line -> line.contains("word"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("    /// word"));
    }

    private static String formatted(Tree.Text source) {
        try {
            var text =
                    source.content().lines().map(FormatTest::hideDocumentation).collect(joining("\n", "", "\n"));
            text = RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(text, STYLE));
            return FORMATTER.formatSource(text).replace(HIDDEN_EMPTY, "///").replace(HIDDEN, "///");
        } catch (FormatterException failure) {
            throw new IllegalArgumentException(
                    source.path() + " is beyond the formatter (inside a record pattern it reads `var _`, not `_`): "
                            + failure.getMessage(),
                    failure);
        }
    }

    /// Makes a plain comment of a line of documentation, and two of one that is too wide. On a Java that knows `///`
    /// the
    /// formatter takes several such lines for one comment and tears it apart.
    private static String hideDocumentation(String line) {
        int start = line.indexOf("///");
        if (start < 0 || !line.substring(0, start).isBlank()) {
            return line;
        }
        int space = line.length() > WIDTH ? line.lastIndexOf(' ', WIDTH) : -1;
        if (space > start + 4) {
            var rest = line.substring(0, start) + "/// " + line.substring(space + 1);
            return hideDocumentation(line.substring(0, space)) + "\n" + hideDocumentation(rest);
        }
        return line.substring(0, start) + (line.endsWith("///") ? HIDDEN_EMPTY : HIDDEN) + line.substring(start + 3);
    }
}
