package org.heliograph.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule can fail: broken on purpose, it complains and says what to do instead.
class TidyRulesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.URI field;",
                "Object a() { return new java.net.Socket(); }",
                "Object a() { return java.nio.file.Path.of(\"\"); }",
                "Object a() { return new java.io.ByteArrayOutputStream(); }",
                "void a() { Thread.currentThread(); }",
                "void a() { System.out.println(); }",
                "Object a() { return java.time.Instant.now(); }",
                "Object a() { return java.time.LocalDate.now(); }",
                "java.time.Clock field;",
                "long a() { return System.nanoTime(); }",
                "long a() { return System.currentTimeMillis(); }",
                "Object a() { return new java.security.SecureRandom(); }",
                "Object a() { return new java.util.Random(1); }",
                "Object a() { return java.util.concurrent.ThreadLocalRandom.current(); }",
                "Object a() { return java.util.UUID.randomUUID(); }",
                "double a() { return Math.random(); }",
                "java.awt.Color field;",
                "java.lang.foreign.MemorySegment field;",
                "void a() { System.loadLibrary(\"sodium\"); }",
                "Object a() { return java.util.Set.of(1, 2); }",
                "Object a(Integer[] many) { return java.util.Set.of(many); }",
                "Object a() { return java.util.Map.of(1, 2, 3, 4); }",
                "Object a() { return java.util.Set.copyOf(java.util.List.of(1)); }",
                "Object a() { var map = new java.util.HashMap<String, String>(); return map.entrySet(); }",
                "Object a(java.util.stream.Stream<String> s) { return s.collect(java.util.stream.Collectors.toSet()); }",
                "synchronized void a() {}",
                "void a() { synchronized (this) { hashCode(); } }",
            })
    void theCoreHasNoBody(String body) {
        assertThat(CallRules.complaints(List.of(core("org.heliograph.core.Broken", body))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object a() { return java.time.Instant.EPOCH; }",
                "Object a() { return java.util.Map.of(1, 2); }",
                "Object a() { return java.util.List.of(1, 2); }",
                "Object a() { var map = new java.util.TreeMap<String, String>(); return map.entrySet(); }",
                "Object a() { return new java.util.HashMap<String, String>().get(\"\"); }",
                "record A(int b) {} Object a() { return new A(1).hashCode(); }",
                "String a(int b) { return \"a\" + b; }",
            })
    void whatTheCoreMayDoIsLeftAlone(String body) {
        assertThat(CallRules.complaints(List.of(core("org.heliograph.core.Fine", body))))
                .isEmpty();
    }

    @Test
    void onlyCryptoCallsC() {
        var body = "Object a() { return java.lang.foreign.Arena.ofAuto(); }";
        assertThat(CallRules.complaints(List.of(compiled("net", "org.heliograph.net.Broken", body))))
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("crypto alone"));
        assertThat(CallRules.complaints(List.of(compiled("crypto", "org.heliograph.crypto.Fine", body))))
                .isEmpty();
    }

    @Test
    void noStackTraceIsPrinted() {
        var body = "void a(Exception e) { e.printStackTrace(); }";
        assertThat(CallRules.complaints(List.of(compiled("app", "org.heliograph.app.Broken", body))))
                .isNotEmpty();
    }

    @Test
    void modulesKnowOnlyWhomTheyMay() {
        assertThat(knows("store", "org.heliograph.store.A", "org.heliograph.net.B"))
                .isNotEmpty();
        assertThat(knows("net", "org.heliograph.net.A", "org.heliograph.store.B"))
                .isNotEmpty();
        assertThat(knows("crypto", "org.heliograph.crypto.A", "org.heliograph.core.B"))
                .isNotEmpty();
        assertThat(knows("app", "org.heliograph.app.A", "org.heliograph.testkit.B"))
                .isNotEmpty();
        assertThat(knows("core", "org.heliograph.core.A", "com.google.gson.Gson"))
                .isNotEmpty();
        assertThat(knows("app", "org.heliograph.app.A", "org.heliograph.store.B"))
                .isEmpty();
        assertThat(knows("app", "org.heliograph.app.A", "com.google.gson.Gson")).isEmpty();
        assertThat(knows("core", "org.heliograph.core.A", "org.heliograph.crypto.B"))
                .isEmpty();
    }

    @Test
    void theCoreIsAStar() {
        assertThat(knows("core", "org.heliograph.core.session.A", "org.heliograph.core.mailbox.B"))
                .isNotEmpty();
        assertThat(knows("core", "org.heliograph.core.mesh.A", "org.heliograph.core.node.B"))
                .isNotEmpty();
        assertThat(knows("core", "org.heliograph.core.A", "org.heliograph.core.wire.B"))
                .isNotEmpty();
        assertThat(knows("core", "org.heliograph.core.wire.A", "org.heliograph.core.identity.B"))
                .isNotEmpty();
        assertThat(knows("core", "org.heliograph.core.session.A", "org.heliograph.core.identity.B"))
                .isEmpty();
        assertThat(knows("core", "org.heliograph.core.session.A", "org.heliograph.core.Now"))
                .isEmpty();
        assertThat(knows("core", "org.heliograph.core.node.A", "org.heliograph.core.mailbox.B"))
                .isEmpty();
    }

    @Test
    void namesThatSayNothingAreRefusedWithAReplacement() {
        assertThat(SourceRules.nameComplaints(parsed("class StoreImpl { Object getSender() { return 1; } }")))
                .hasSize(2)
                .anyMatch(complaint -> complaint.endsWith("as sender"));
        assertThat(SourceRules.nameComplaints(parsed("class LinkManager {} class LinkHelper {} class LinkUtil {}")))
                .hasSize(3);
        assertThat(SourceRules.nameComplaints(parsed("class A { int gettysburg() { return 1; } }")))
                .isEmpty();
    }

    @Test
    void catchingEverythingNeedsAPlaceInTheList() {
        var broken = parsed("class A { void a() { try { a(); } catch (IllegalStateException | Error e) { a(); } } }");
        assertThat(SourceRules.catchComplaints(broken, List.of())).hasSize(1);
        assertThat(SourceRules.catchComplaints(broken, List.of("core/src/main/java/A.java")))
                .isEmpty();
        var again = parsed("class A { void a() { try { a(); } catch (RuntimeException e) { a(); throw e; } } }");
        assertThat(SourceRules.catchComplaints(again, List.of())).isEmpty();
        var fine = parsed("class A { void a() { try { a(); } catch (IllegalStateException e) { a(); } } }");
        assertThat(SourceRules.catchComplaints(fine, List.of())).isEmpty();
        assertThat(SourceRules.catchComplaints(fine, List.of("core/src/main/java/A.java")))
                .hasSize(1);
    }

    @Test
    void sizesHaveLimitsAndTheListOnlyTightens() {
        var longFile = parsed("class A {" + "\n".repeat(SizeRules.FILE_LINES) + "}");
        assertThat(sizes(longFile)).hasSize(1);
        assertThat(sizes(longFile, "file core/src/main/java/A.java 501")).isEmpty();
        assertThat(sizes(longFile, "file core/src/main/java/A.java 500")).hasSize(1);
        assertThat(sizes(longFile, "file core/src/main/java/A.java 502"))
                .singleElement()
                .asString()
                .contains("write 501");
        assertThat(sizes(parsed("class A {}"), "file core/src/main/java/A.java 502"))
                .singleElement()
                .asString()
                .contains("take its line out");
        assertThat(sizes(parsed("class A { void a() {" + "\n".repeat(SizeRules.METHOD_LINES) + "} }")))
                .hasSize(1);
        assertThat(sizes(parsed("class A { void a(int b, int c, int d, int e, int f, int g) {} }")))
                .hasSize(1);
        assertThat(sizes(parsed("public class A {} class B {}")))
                .singleElement()
                .asString()
                .contains("public-percent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"// TO" + "DO later", "FIX" + "ME", "see /ho" + "me/me/notes", "https://repo.ma" + "ven.example/"
            })
    void wordsThatDoNotBelongIntoATreeAreFound(String line) {
        assertThat(TextRules.wordComplaints(List.of(new Tree.Text("a/b.txt", "fine\n" + line))))
                .singleElement()
                .asString()
                .startsWith("a/b.txt:2 ");
    }

    @Test
    void aPackageThatSaysNothingIsRefused() {
        var silent = new Tree.Text("core/src/main/java/a/A.java", "class A {}");
        assertThat(TextRules.packageComplaints(List.of(silent))).hasSize(1);
        var empty = new Tree.Text("core/src/main/java/a/package-info.java", "/// The a package.\npackage a;");
        assertThat(TextRules.packageComplaints(List.of(silent, empty))).hasSize(2);
    }

    @Test
    void brokenLinksAndProofsAreFound() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(folder.resolve("docs/there.md"), "");
        var tree = new Tree(folder);
        var guide = new Tree.Text("docs/guide.md", "[a](there.md) [b](gone.md) [c](https://example.org/x) [d](#here)");
        assertThat(TextRules.linkComplaints(List.of(guide), tree))
                .singleElement()
                .asString()
                .contains("gone.md");
        var source = new Tree.Text("core/src/main/java/A.java", "/// Spec: docs/there.md and docs/protocol/gone.md");
        assertThat(TextRules.linkComplaints(List.of(source), tree))
                .singleElement()
                .asString()
                .contains("gone.md");

        var tests =
                SourceFacts.of(List.of(new Tree.Text("a/src/test/java/ATest.java", "class ATest { void holds() {} }")));
        var claims = new Tree.Text("docs/claims.md", "`ATest`, `ATest#holds`, `ATest#broken`, `BTest`");
        assertThat(TextRules.proofComplaints(List.of(claims), tests)).hasSize(2);
    }

    private ClassFacts core(String name, String body) {
        return compiled("core", name, body);
    }

    private ClassFacts compiled(String module, String name, String body) {
        return Synthetic.compiled(module, name, body);
    }

    private static List<String> knows(String module, String name, String known) {
        return DependencyRules.complaints(List.of(Synthetic.knowing(module, name, known)));
    }

    private static List<SourceFacts> parsed(String source) {
        return SourceFacts.of(List.of(new Tree.Text("core/src/main/java/A.java", source)));
    }

    private static List<String> sizes(List<SourceFacts> sources, String... ratchet) {
        return SizeRules.complaints(sources, List.of(), List.of(ratchet));
    }
}
