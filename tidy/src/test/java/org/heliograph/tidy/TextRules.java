package org.heliograph.tidy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What no text of the project holds, what each package says of itself, and that what a text points at exists.
final class TextRules {
    private record Ban(Pattern pattern, String instead) {}

    // Each word is cut in two here, so that this file does not break its own rule.
    private static final List<Ban> BANS = List.of(
            new Ban(Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b"), "do it, or open an issue"),
            new Ban(
                    Pattern.compile("(^|[\\s\"'`(=:])/(ho" + "me|ro" + "ot|Us" + "ers|wo" + "rk)/"),
                    "a path of one machine: derive it, or leave it out"),
            new Ban(
                    Pattern.compile(
                            "(repo1?\\.ma" + "ven|regi" + "stry\\.npm|art" + "ifactory|j" + "frog|/mav" + "en2\\b)"),
                    "a registry's host: dependencies are named by coordinates"));

    private static final int WORDS_OF_A_PACKAGE = 12;
    private static final Pattern SPEC = Pattern.compile("docs/[a-z0-9/-]+\\.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(#[^)]*)?\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:#(\\w+))?`");

    private TextRules() {}

    static List<String> wordComplaints(List<Tree.Text> texts) {
        var complaints = new ArrayList<String>();
        for (var text : texts) {
            int number = 0;
            for (var line : text.content().lines().toList()) {
                number++;
                for (var ban : BANS) {
                    var found = ban.pattern().matcher(line);
                    if (found.find()) {
                        complaints.add(text.path() + ":" + number + " holds "
                                + found.group().strip() + ": " + ban.instead());
                    }
                }
            }
        }
        return complaints;
    }

    static List<String> packageComplaints(List<Tree.Text> sources) {
        Set<String> packages = new LinkedHashSet<>();
        Set<String> explained = new LinkedHashSet<>();
        var complaints = new ArrayList<String>();
        for (var source : sources) {
            var folder = source.path().substring(0, source.path().lastIndexOf('/'));
            packages.add(folder);
            if (source.fileName().equals("package-info.java")) {
                explained.add(folder);
                long words = source.content()
                        .lines()
                        .filter(line -> line.startsWith("///"))
                        .mapToLong(line -> line.substring(3).strip().split("\\s+").length)
                        .sum();
                if (words < WORDS_OF_A_PACKAGE) {
                    complaints.add(source.path() + ": say its promise, its entry type and who may call, not its name");
                }
                if (!source.content().contains("@NullMarked")) {
                    complaints.add(source.path() + ": mark it @NullMarked, or null is not checked in it");
                }
            }
        }
        packages.stream()
                .filter(folder -> !explained.contains(folder))
                .forEach(folder -> complaints.add(folder + " has no package-info.java"));
        return complaints;
    }

    /// Links of Markdown files, and spec files named in comments of what is shipped.
    static List<String> linkComplaints(List<Tree.Text> texts, Tree tree) {
        var complaints = new ArrayList<String>();
        for (var text : texts) {
            if (text.path().endsWith(".md")) {
                int slash = text.path().lastIndexOf('/');
                var folder = tree.root().resolve(slash < 0 ? "" : text.path().substring(0, slash));
                LINK.matcher(text.content())
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !tree.has(folder.resolve(link).toString()))
                        .forEach(link -> complaints.add(text.path() + " links to " + link + ", which is not there"));
            } else if (text.path().contains("/src/main/java/")) {
                SPEC.matcher(text.content())
                        .results()
                        .map(spec -> spec.group())
                        .filter(spec -> !tree.has(spec))
                        .forEach(spec -> complaints.add(text.path() + " names " + spec + ", which is not there"));
            }
        }
        return complaints;
    }

    /// Tests that a text names as its proof, as `NameTest` or `NameTest#method` in backquotes.
    static List<String> proofComplaints(List<Tree.Text> texts, List<SourceFacts> tests) {
        var complaints = new ArrayList<String>();
        for (var text : texts) {
            if (!text.path().endsWith(".md")) {
                continue;
            }
            TEST.matcher(text.content()).results().forEach(proof -> {
                var method = proof.group(2);
                boolean exists = tests.stream()
                        .filter(test -> test.path().endsWith("/" + proof.group(1) + ".java"))
                        .anyMatch(test -> method == null
                                || test.methods().stream()
                                        .anyMatch(found -> found.name().equals(method)));
                if (!exists) {
                    complaints.add(text.path() + " names the test " + proof.group() + ", which does not exist");
                }
            });
        }
        return complaints;
    }
}
