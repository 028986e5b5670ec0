package org.heliograph.testkit;

/// Runs a property over many seeded cases: the seeds are 0, 1, 2 and so on.
///
/// `-Dseed=N` runs that case only; `-Dcases=N` runs N times as many. There is no shrinking, so a property keeps its
/// cases small.
public final class Cases {
    private Cases() {}

    /// A property: throws when it does not hold.
    @FunctionalInterface
    public interface Body {
        void run(Case random) throws Exception;
    }

    public static void forAll(int count, Body body) {
        var only = Long.getLong("seed");
        if (only != null) {
            run(only, body);
            return;
        }
        long cases = Math.multiplyExact((long) count, Long.getLong("cases", 1));
        for (long seed = 0; seed < cases; seed++) {
            run(seed, body);
        }
    }

    private static void run(long seed, Body body) {
        try {
            body.run(new Case(seed));
        } catch (Exception | AssertionError failure) {
            var replay = "replay with -Dseed=" + seed + property();
            System.err.println(replay);
            throw new AssertionError(replay + ": " + failure, failure);
        }
    }

    private static String property() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> frame.getDeclaringClass() != Cases.class)
                        .findFirst())
                .map(frame -> " -Dtest=" + frame.getDeclaringClass().getSimpleName() + "#" + method(frame))
                .orElse("");
    }

    /// The method as written; a lambda in it runs under a name of its own.
    private static String method(StackWalker.StackFrame frame) {
        var name = frame.getMethodName();
        return name.startsWith("lambda$") ? name.substring("lambda$".length(), name.lastIndexOf('$')) : name;
    }
}
