package org.heliograph.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What classes must not call: the core has no body, and C is for `crypto` alone.
final class CallRules {
    /// A pattern over `type` or `owner.member(descriptor)`, and what to do instead.
    private record Ban(Pattern pattern, String instead) {
        static Ban of(String pattern, String instead) {
            return new Ban(Pattern.compile(pattern), instead);
        }
    }

    private static final String BODY = "the core has no body: return an effect, or add a port beside `Store`";
    private static final String TIME = "take the `Now` of the input";
    private static final String CHANCE = "take the `Entropy` handed in at construction";
    private static final String ORDER =
            "the order differs from run to run: use a list, LinkedHashMap, TreeMap or EnumMap";

    private static final List<Ban> CORE = List.of(
            Ban.of("java\\.net\\..*", BODY),
            Ban.of("java\\.nio\\.(file|channels)\\..*", BODY),
            // A resource of the class path may be read; that takes these three.
            Ban.of("java\\.io\\.(?!(Serializable|InputStream|IOException|UncheckedIOException)\\b).*", BODY),
            Ban.of("java\\.(sql|awt|rmi|util\\.logging)\\..*|javax\\..*", BODY),
            Ban.of("java\\.lang\\.(Thread|ThreadLocal|ScopedValue|Process.*|Runtime)", BODY),
            Ban.of("java\\.util\\.(Timer|TimerTask)|java\\.util\\.concurrent\\..*", BODY),
            Ban.of("java\\.lang\\.System\\.(out|err|in|getProperty|getenv|exit|load|loadLibrary)\\b.*", BODY),
            Ban.of("java\\.lang\\.System\\.(nanoTime|currentTimeMillis)\\(.*", TIME),
            Ban.of("java\\.time\\.[A-Za-z]+\\.now\\(.*|java\\.time\\.Clock|java\\.util\\.Date\\.<init>\\(\\)V", TIME),
            Ban.of("java\\.security\\.SecureRandom|java\\.util\\.(Random|SplittableRandom|random\\..*)", CHANCE),
            Ban.of("java\\.lang\\.(Strict)?Math\\.random\\(.*|java\\.util\\.UUID\\.randomUUID\\(.*", CHANCE),
            Ban.of("java\\.util\\.Collections\\.shuffle\\(Ljava/util/List;\\)V", CHANCE),
            Ban.of("java\\.lang\\.System\\.identityHashCode\\(.*|java\\.util\\.IdentityHashMap", ORDER),
            Ban.of("java\\.util\\.(Set|Map)\\.(copyOf|ofEntries)\\(.*", ORDER),
            Ban.of("java\\.util\\.Set\\.of\\((\\[|Ljava/lang/Object;L).*", ORDER),
            Ban.of("java\\.util\\.Map\\.of\\((Ljava/lang/Object;){3}.*", ORDER),
            Ban.of("java\\.util\\.HashMap\\.(entrySet|keySet|values|forEach|replaceAll)\\(.*", ORDER),
            Ban.of("java\\.util\\.HashSet\\.(iterator|forEach|stream|toArray)\\(.*", ORDER),
            Ban.of("java\\.util\\.stream\\.Collectors\\.(toSet|toUnmodifiable(Set|Map))\\(.*", ORDER),
            Ban.of(
                    "java\\.util\\.stream\\.Collectors\\.(groupingBy|toMap)\\((Ljava/util/function/Function;)+"
                            + "(Ljava/util/function/BinaryOperator;|Ljava/util/stream/Collector;)?\\).*",
                    ORDER),
            Ban.of(".*\\.(parallel|parallelStream)\\(\\).*", ORDER));

    private static final List<Ban> CRYPTO = List.of(
            Ban.of("java\\.net\\.(?!UR[IL]$).*", "crypto reaches nobody: hand the bytes in"),
            Ban.of("java\\.util\\.(Random|SplittableRandom|UUID|random\\..*)", CHANCE),
            Ban.of("java\\.time\\.[A-Za-z]+\\.now\\(.*|java\\.lang\\.System\\.(nanoTime|currentTimeMillis)\\(.*", TIME),
            Ban.of("java\\.awt\\..*|java\\.sql\\..*", BODY));

    private static final List<Ban> OUTSIDE_CRYPTO = List.of(
            Ban.of("java\\.lang\\.foreign\\..*", "C is called by crypto alone: give it a method"),
            Ban.of("java\\.lang\\.(System|Runtime)\\.load(Library)?\\(.*", "C is called by crypto alone"),
            Ban.of("sun\\..*|jdk\\.internal\\..*", "use what the JDK exports"));

    private static final Ban HALT = Ban.of("java\\.lang\\.Runtime\\.halt\\(.*", "return from main with a code");

    /// Nobody prints: the command line has its own output, logs have theirs.
    private static final List<Ban> EVERYWHERE = List.of(
            Ban.of(
                    "java\\.lang\\.Throwable\\.printStackTrace\\(.*|.*Exception\\.printStackTrace\\(.*",
                    "no stack trace reaches a person: say what happened and what to do"),
            HALT);

    /// The end of `up` comes by a signal, and only halting in its hook gives the code that it earned.
    private static final String MAY_HALT = "org.heliograph.app.command.UpCommand$Stop";

    private CallRules() {}

    static List<String> complaints(List<ClassFacts> classes) {
        var complaints = new ArrayList<String>();
        for (var facts : classes) {
            for (var bans : bansFor(facts)) {
                complain(facts, bans, complaints);
            }
            if (facts.module().equals("core") && facts.locks()) {
                complaints.add(facts.name() + " synchronizes: nobody shares the core, one thread owns it");
            }
        }
        return complaints;
    }

    private static List<List<Ban>> bansFor(ClassFacts facts) {
        return switch (facts.module()) {
            case "core" -> List.of(CORE, OUTSIDE_CRYPTO, EVERYWHERE);
            case "crypto" -> List.of(CRYPTO, EVERYWHERE);
            default -> List.of(OUTSIDE_CRYPTO, EVERYWHERE);
        };
    }

    private static void complain(ClassFacts facts, List<Ban> bans, List<String> complaints) {
        Map<String, String> found = new TreeMap<>();
        for (var ban : bans) {
            if (ban.equals(HALT) && facts.name().equals(MAY_HALT)) {
                continue;
            }
            facts.types().stream()
                    .filter(type -> ban.pattern().matcher(type).matches())
                    .forEach(type -> found.put(type, ban.instead()));
            facts.members().stream()
                    .filter(member -> ban.pattern().matcher(member).matches())
                    .forEach(member -> found.put(member, ban.instead()));
        }
        found.forEach((use, instead) -> complaints.add(facts.name() + " uses " + use + ": " + instead));
    }
}
