package org.heliograph.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How long things may get. What is longer today is listed with its size, and the list only shrinks.
final class SizeRules {
    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 70;
    static final int PARAMETERS = 5;
    static final int TYPES_IN_PACKAGE = 20;
    static final int PUBLIC_PERCENT_OF_CORE = 40;

    private SizeRules() {}

    /// `ratchet` holds one line `what size` for each thing over its limit.
    static List<String> complaints(List<SourceFacts> main, List<SourceFacts> test, List<String> ratchet) {
        Map<String, Integer> over = new TreeMap<>();
        for (var source : main) {
            keep(over, "file " + source.path(), source.lines(), FILE_LINES);
            for (var method : source.methods()) {
                var name = " " + source.path() + "#" + method.name();
                keep(over, "method" + name, method.lines(), METHOD_LINES);
                keep(over, "parameters" + name, method.parameters(), PARAMETERS);
            }
        }
        for (var source : test) {
            keep(over, "file " + source.path(), source.lines(), FILE_LINES);
        }
        packages(main).forEach((name, size) -> keep(over, "package " + name, size, TYPES_IN_PACKAGE));
        keep(over, "public-percent core", publicPercent(main, "core"), PUBLIC_PERCENT_OF_CORE);
        return compare(over, parse(ratchet));
    }

    private static void keep(Map<String, Integer> over, String what, int size, int limit) {
        if (size > limit) {
            over.merge(what, size, Math::max);
        }
    }

    private static List<String> compare(Map<String, Integer> over, Map<String, Integer> ratchet) {
        var complaints = new ArrayList<String>();
        over.forEach((what, size) -> {
            int allowed = ratchet.getOrDefault(what, 0);
            if (size > allowed) {
                complaints.add(what + " is " + size + ": split it where it has two subjects"
                        + (allowed > 0 ? " (it was " + allowed + ")" : ""));
            }
        });
        ratchet.forEach((what, allowed) -> {
            int size = over.getOrDefault(what, 0);
            if (size < allowed) {
                complaints.add(what + " got smaller, well done: "
                        + (size == 0 ? "take its line out of ratchet.txt" : "write " + size + " in ratchet.txt"));
            }
        });
        return complaints;
    }

    private static Map<String, Integer> parse(List<String> ratchet) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (var line : ratchet) {
            int space = line.lastIndexOf(' ');
            sizes.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
        }
        return sizes;
    }

    private static Map<String, Integer> packages(List<SourceFacts> main) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (var source : main) {
            if (!source.types().isEmpty()) {
                sizes.merge(source.path().substring(0, source.path().lastIndexOf('/')), 1, Integer::sum);
            }
        }
        return sizes;
    }

    static int publicPercent(List<SourceFacts> main, String module) {
        var types = main.stream()
                .filter(source -> source.module().equals(module))
                .flatMap(source -> source.types().stream())
                .filter(SourceFacts.Type::isTopLevel)
                .toList();
        long open = types.stream().filter(SourceFacts.Type::isPublic).count();
        return types.isEmpty() ? 0 : (int) (100 * open / types.size());
    }
}
