package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The model `handshake.pv` cannot be run in a build. So it is at least kept to the words of the spec and of the code:
/// who changes a label or a field there must come here, and change the model with it.
class HandshakeModelTest {
    private static final Path CODE = Path.of("src/main/java/org/heliograph/core");
    private static final Path SPEC = Path.of("../docs/protocol");
    private static final Pattern LABEL = Pattern.compile("\"HG1/(hs[^\"]*|devcert|prekeys)\"");
    private static final Pattern FORMULA = Pattern.compile("(?s)spec: (.*?) \\*\\)");
    private static final Pattern FUNCTION = Pattern.compile("(?m)^fun (devcert|prekeys|hs\\w+)\\(");
    private static final Pattern METHOD = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)\\b(?!\\.)");

    @Test
    void itsLabelsAreThoseOfTheCode() throws IOException {
        var code = new StringBuilder();
        for (var file :
                List.of("identity/DeviceCertificate.java", "identity/PrekeyBundle.java", "session/KeySchedule.java")) {
            code.append(Files.readString(CODE.resolve(file)));
        }
        assertThat(labels(model())).hasSize(7).isEqualTo(labels(code.toString()));
    }

    @Test
    void eachLabelIsAFunctionOfItsOwn() throws IOException {
        var functions = new TreeSet<String>();
        FUNCTION.matcher(model())
                .results()
                .forEach(function -> functions.add(function.group(1).replace('_', '-')));
        assertThat(functions).isEqualTo(labels(model()));
    }

    @Test
    void itsFormulasAreThoseOfTheSpec() throws IOException {
        var spec = plain(Files.readString(SPEC.resolve("records.md")) + Files.readString(SPEC.resolve("session.md")));
        var formulas = FORMULA.matcher(model())
                .results()
                .map(formula -> plain(formula.group(1)))
                .toList();
        assertThat(formulas).hasSize(8).allSatisfy(formula -> assertThat(spec).contains(formula));
    }

    @Test
    void whatItNamesOfTheCodeIsThere() throws IOException {
        var named = METHOD.matcher(model()).results().toList();
        assertThat(named).hasSizeGreaterThan(12);
        for (var method : named) {
            assertThat(source(method.group(1))).contains(" " + method.group(2) + "(");
        }
    }

    private static String model() throws IOException {
        return Files.readString(CODE.resolve("session/handshake.pv"));
    }

    private static String source(String type) throws IOException {
        var inSession = CODE.resolve("session").resolve(type + ".java");
        return Files.readString(
                Files.exists(inSession) ? inSession : CODE.resolve("identity").resolve(type + ".java"));
    }

    private static TreeSet<String> labels(String text) {
        var labels = new TreeSet<String>();
        LABEL.matcher(text).results().forEach(label -> labels.add(label.group(1)));
        return labels;
    }

    private static String plain(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
