package org.heliograph.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Puts the rules of the house to the whole tree.
class TidyTest {
    private static final Tree TREE = Tree.containingTheWorkingFolder();
    private static final List<Tree.Text> TEXTS = TREE.texts();
    private static final List<SourceFacts> MAIN = SourceFacts.of(TREE.javaSources("/src/main/java/"));
    private static final List<SourceFacts> TESTS = SourceFacts.of(TREE.javaSources("/src/test/java/"));
    private static final List<ClassFacts> CLASSES = TREE.shippedClasses();

    @Test
    void theTreeIsSeen() {
        assertThat(CLASSES).hasSizeGreaterThan(10);
        assertThat(MAIN).hasSizeGreaterThan(10);
        assertThat(TESTS)
                .extracting(SourceFacts::path)
                .contains("tidy/src/test/java/org/heliograph/tidy/TidyTest.java");
    }

    @Test
    void nothingCallsWhatItMustNot() {
        assertThat(CallRules.complaints(CLASSES)).isEmpty();
    }

    @Test
    void modulesAndPackagesKnowOnlyWhomTheyMay() {
        assertThat(DependencyRules.complaints(CLASSES)).isEmpty();
    }

    @Test
    void namesAreTheDomains() {
        assertThat(SourceRules.nameComplaints(MAIN)).isEmpty();
    }

    @Test
    void everythingIsCaughtOnlyAtRoots() {
        assertThat(SourceRules.catchComplaints(MAIN, lines("catch-all.txt"))).isEmpty();
    }

    @Test
    void nothingGrowsOverItsSize() {
        assertThat(SizeRules.complaints(MAIN, TESTS, lines("ratchet.txt"))).isEmpty();
    }

    @Test
    void noTextHoldsWhatWasToBeDoneOrOneMachineOnly() {
        assertThat(TextRules.wordComplaints(TEXTS)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(TextRules.packageComplaints(TREE.javaSources("/src/main/java/")))
                .isEmpty();
    }

    @Test
    void whatTextsPointAtExists() {
        assertThat(TextRules.linkComplaints(TEXTS, TREE)).isEmpty();
    }

    @Test
    void testsNamedAsProofsExist() {
        assertThat(TextRules.proofComplaints(TEXTS, TESTS)).isEmpty();
    }

    /// The lines of a list beside this class, without comments; what follows two blanks is the reason.
    private static List<String> lines(String name) {
        try (var in = Objects.requireNonNull(TidyTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" {2}", 2)[0])
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
