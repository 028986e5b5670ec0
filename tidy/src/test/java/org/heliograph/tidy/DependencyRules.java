package org.heliograph.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who may know whom: the modules, the star inside the core, and the libraries.
final class DependencyRules {
    private static final String OURS = "org.heliograph.";
    private static final String CORE = OURS + "core";

    private static final Map<String, Set<String>> MODULES = Map.of(
            "crypto", Set.of(),
            "core", Set.of("crypto"),
            "store", Set.of("core", "crypto"),
            "net", Set.of("core", "crypto"),
            "sim", Set.of("core", "crypto"),
            "app", Set.of("crypto", "core", "store", "net", "sim"));

    /// What the packages of the core that are no arm of the star may import of the core; "" is its root.
    private static final Map<String, Set<String>> HUB =
            Map.of("", Set.of(), "wire", Set.of(""), "identity", Set.of("", "wire"));

    private static final Set<String> ARM = Set.of("", "wire", "identity");

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "com.sun.", "org.jspecify.");

    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "store", List.of("org.sqlite."),
            "app", List.of("picocli.", "com.google.gson.", "com.google.zxing."));

    private DependencyRules() {}

    static List<String> complaints(List<ClassFacts> classes) {
        var complaints = new ArrayList<String>();
        for (var facts : classes) {
            for (var type : facts.types()) {
                if (type.startsWith(OURS)) {
                    ours(facts, type, complaints);
                } else if (type.contains(".")) {
                    library(facts, type, complaints);
                }
            }
        }
        return complaints;
    }

    private static void ours(ClassFacts facts, String type, List<String> complaints) {
        var module = type.substring(OURS.length()).split("\\.", 2)[0];
        if (!module.equals(facts.module())
                && !MODULES.getOrDefault(facts.module(), Set.of()).contains(module)) {
            complaints.add(facts.name() + " knows " + type + ": " + facts.module() + " must not depend on " + module
                    + ", pass what it needs as a value or through a port of core");
        }
        if (facts.module().equals("core") && module.equals("core")) {
            star(facts, type, complaints);
        }
    }

    private static void star(ClassFacts facts, String type, List<String> complaints) {
        var from = corePackage(facts.name());
        var to = corePackage(type);
        if (from.equals(to)
                || from.equals("node")
                || HUB.getOrDefault(from, ARM).contains(to)) {
            return;
        }
        complaints.add(facts.name() + " knows " + type + ": packages of the core know only its root, wire and identity;"
                + " let node pass the value");
    }

    /// The first package below `org.heliograph.core`, "" for its root.
    private static String corePackage(String type) {
        var rest = type.substring(CORE.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? "" : rest.substring(0, dot);
    }

    private static void library(ClassFacts facts, String type, List<String> complaints) {
        if (JDK.stream().noneMatch(type::startsWith)
                && LIBRARIES.getOrDefault(facts.module(), List.of()).stream().noneMatch(type::startsWith)) {
            complaints.add(facts.name() + " knows " + type + ": this library is not for " + facts.module()
                    + "; a new dependency needs a note in docs/decisions");
        }
    }
}
