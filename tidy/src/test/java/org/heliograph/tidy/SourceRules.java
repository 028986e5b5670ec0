package org.heliograph.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Names, and where everything may be caught.
final class SourceRules {
    private static final Pattern GETTER = Pattern.compile("get[A-Z].*");
    private static final Map<String, String> ENDINGS = Map.of(
            "Impl", "name what makes this one different, such as SqliteStore",
            "Manager", "name what it does, such as Retry or Custody",
            "Helper", "name what it knows, or move its methods to the type they are about",
            "Util", "move its methods to the type they are about",
            "Utils", "move its methods to the type they are about");

    private SourceRules() {}

    static List<String> nameComplaints(List<SourceFacts> sources) {
        var complaints = new ArrayList<String>();
        for (var source : sources) {
            for (var method : source.methods()) {
                if (GETTER.matcher(method.name()).matches() && !method.isOverride()) {
                    var noun = Character.toLowerCase(method.name().charAt(3))
                            + method.name().substring(4);
                    complaints.add(
                            source.where(method.line()) + " " + method.name() + ": name what it gives, as " + noun);
                }
            }
            for (var type : source.types()) {
                ENDINGS.forEach((ending, instead) -> {
                    if (type.name().endsWith(ending)) {
                        complaints.add(source.path() + " " + type.name() + ": " + instead);
                    }
                });
            }
        }
        return complaints;
    }

    /// `roots` are the files that may catch everything; one that does not is a complaint too.
    static List<String> catchComplaints(List<SourceFacts> sources, List<String> roots) {
        var complaints = new ArrayList<String>();
        var unused = new ArrayList<>(roots);
        for (var source : sources) {
            for (var clause : source.catches()) {
                if (!List.of("Exception", "RuntimeException", "Throwable", "Error")
                        .contains(clause.type())) {
                    continue;
                }
                unused.remove(source.path());
                if (!roots.contains(source.path())) {
                    complaints.add(source.where(clause.line()) + " catches " + clause.type()
                            + ": catch what can happen; where all must be caught, say so in catch-all.txt");
                }
            }
        }
        unused.forEach(
                path -> complaints.add(path + " catches nothing so wide any more: take it out of catch-all.txt"));
        return complaints;
    }
}
