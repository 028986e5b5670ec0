package org.heliograph.bench;

import java.util.List;
import java.util.Set;
import org.heliograph.bench.Rounds.Rival;
import org.heliograph.core.onion.Sphinx;
import org.heliograph.crypto.Suite;

/// Runs what it is told (all of it when told nothing) and prints figures of one run as ratios.
///
/// `primitives`, `ratchet`, `setup`, `onion`, `reverse`, `stream`, `trip`, `history`; `--quick` for short rounds.
public final class SideBySide {
    private static final List<String> PARTS =
            List.of("primitives", "ratchet", "setup", "onion", "reverse", "stream", "trip", "history");
    private static final int REVERSED = 1_000;
    private static final int STREAMED = 20_000;
    private static final int TRIPS = 300;

    private final Report report = new Report(System.out);
    private final Rounds rounds;
    private final boolean quick;

    private SideBySide(boolean quick) {
        this.quick = quick;
        rounds = quick ? new Rounds(9, 25) : new Rounds(21, 100);
    }

    public static void main(String[] arguments) throws Exception {
        var wanted = Set.of(arguments);
        var run = new SideBySide(wanted.contains("--quick"));
        for (var part : PARTS) {
            if (wanted.contains(part) || PARTS.stream().noneMatch(wanted::contains)) {
                run.part(part);
            }
        }
        System.exit(0); // libsignal keeps threads
    }

    private void part(String part) throws Exception {
        switch (part) {
            case "primitives" -> primitives();
            case "ratchet" -> ratchet();
            case "setup" -> setUp();
            case "onion" -> onion();
            case "reverse" -> reverse();
            case "stream" -> EndToEnd.stream(report, quick ? STREAMED / 4 : STREAMED);
            case "trip" -> EndToEnd.trip(report, quick ? TRIPS / 3 : TRIPS);
            case "history" -> Histories.run(report, rounds, quick);
            default -> throw new IllegalArgumentException(part);
        }
    }

    private void primitives() throws Exception {
        report.title("Our types against the bare call of C");
        for (var rivals : Primitives.all()) {
            var figures = rounds.measure(rivals);
            report.table(figures);
            report.atMost(
                    figures.get(1).name(),
                    figures.get(1).nanos() / figures.get(0).nanos(),
                    1.1);
        }
    }

    private void ratchet() throws Exception {
        var ours = new OurPair(Suite.X25519);
        var signal = new SignalPair();
        var floor = new Floor();
        for (int bytes : new int[] {256, 1_024}) {
            var frame = new byte[bytes];
            report.title("Double Ratchet, " + bytes + " bytes one way: sealed and opened, per message");
            compare(
                    5,
                    new Rival("ours", ours.stream(frame, false)),
                    new Rival("libsignal", signal.stream(frame)),
                    new Rival("floor: bare calls", floor.stream(bytes)),
                    new Rival("ours, both states encoded each time", ours.stream(frame, true)));
            report.title("Double Ratchet, " + bytes + " bytes ping-pong: per message");
            compare(
                    1.6,
                    new Rival("ours", ours.pingPong(frame)),
                    new Rival("libsignal", signal.pingPong(frame)),
                    new Rival("floor: bare calls", floor.pingPong(bytes)));
        }
    }

    private void setUp() throws Exception {
        var ours = new OurPair(Suite.X25519_MLKEM768);
        var signal = new SignalPair();
        var frame = new byte[256];
        report.title("Hybrid session: keys verified, started, first message sealed, accepted and opened");
        compare(
                1.3,
                new Rival("ours", repeated(() -> ours.setUp(frame, false))),
                new Rival("libsignal", repeated(() -> signal.setUp(frame))),
                new Rival("floor: bare calls", new Floor().setUp(frame.length)),
                new Rival("ours, the writer a stranger", repeated(() -> ours.setUp(frame, true))));
    }

    private void onion() throws Exception {
        var ours = new OurOnion();
        var floor = new OnionFloor();
        int hops = Sphinx.MAX_HOPS;
        report.title("Onion packets of five hops, against the bare calls");
        against(1.1, "one hop", floor.forward(), ours.forward());
        against(1.15, "packet made", floor.make(hops), ours.make());
        against(1.15, "reply block used", floor.answer(), ours.answer());
        against(1.15, "answer read", floor.read(hops), ours.read());
    }

    private void against(double bar, String what, Rounds.Work floor, Rounds.Work ours) throws Exception {
        var figures = rounds.measure(List.of(new Rival(what + ", bare", floor), new Rival(what + ", ours", ours)));
        report.table(figures);
        report.atMost(what, figures.get(1).nanos() / figures.get(0).nanos(), bar);
    }

    private void reverse() throws Exception {
        var ours = new OurPair(Suite.X25519);
        var frame = new byte[1_024];
        report.title("1,000 messages opened, per message");
        var figures = rounds.measure(List.of(
                new Rival("in order", ours.opening(frame, REVERSED, false)),
                new Rival("the last one first", ours.opening(frame, REVERSED, true))));
        report.table(figures);
        report.atMost(
                "reversed over in order",
                figures.get(1).nanos() / figures.get(0).nanos(),
                1.5);
    }

    /// The first is ours, the second libsignal, which ours must outdo by `factor`.
    private void compare(double factor, Rival... rivals) throws Exception {
        var figures = rounds.measure(List.of(rivals));
        report.table(figures);
        report.atLeast(
                "libsignal over ours", figures.get(1).nanos() / figures.get(0).nanos(), factor);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Rounds.Work repeated(Step step) {
        return times -> {
            for (int i = 0; i < times; i++) {
                step.run();
            }
        };
    }
}
