package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.sim.Dice;
import org.heliograph.sim.Traffic;
import org.heliograph.sim.scenario.Result.Size;

/// Gossip alone, among more nodes than a machine can run: a model of `Gossip` in `core.mesh` in its true size, with its
/// rounds, its needless tellings, its comparisons and as many records in a frame.
///
/// In an hour each twelfth node renews its record. Who tells whom of it is played out, frame by frame; no record is
/// signed, checked or stored, and links stay as they were drawn. Networks of up to 256 nodes gossip in another way, and
/// are run for real.
final class Rumours {
    private static final int TICKS_PER_SECOND = 10;
    private static final int ROUND = 30 * TICKS_PER_SECOND;
    private static final int COMPARE_EVERY = 600 * TICKS_PER_SECOND;
    private static final int HOUR = 3_600 * TICKS_PER_SECOND;
    private static final int RENEWALS_PER_HOUR = 12;

    /// Nothing new is told of later than this, so that the last can still spread.
    private static final int LAST_NEWS = HOUR / 2;

    private static final int TOLD_PER_ROUND = 2;
    private static final int NEEDLESS = 3;
    private static final int COMPARING_FRAMES = 2;
    private static final int IDLE_FRAMES_PER_HOUR = 3_600 / 25;
    private static final int MOST_LINKS = 48;

    /// What an entry of a view takes (`View` in `core.mesh`).
    private static final long ENTRY_BYTES = 1_000;

    /// One renewed record: who knows it, who still tells it, and on which links it was not told yet.
    private static final class News {
        final int bornAt;
        final boolean[] known;
        final byte[] needless;
        final long[] untold;
        int knowing;
        int lastAt;

        News(int nodes, int bornAt) {
            this.bornAt = bornAt;
            this.known = new boolean[nodes];
            this.needless = new byte[nodes];
            this.untold = new long[nodes];
        }
    }

    private record Telling(int to, int line, News news) {}

    private final Dice dice;
    private final List<List<Integer>> links = new ArrayList<>();
    private final List<List<News>> rumours = new ArrayList<>();
    private final List<News> all = new ArrayList<>();
    private List<Telling> flying = new ArrayList<>();
    private long frames;
    private int tick;

    Rumours(int nodes, int linksEach, Dice dice) {
        this.dice = dice;
        for (int node = 0; node < nodes; node++) {
            links.add(new ArrayList<>());
            rumours.add(new ArrayList<>());
        }
        for (int node = 0; node < nodes; node++) {
            for (int i = 0; i < Math.max(1, linksEach / 2); i++) {
                link(node, dice.below(nodes));
            }
        }
    }

    private void link(int one, int two) {
        boolean hasRoom = links.get(one).size() < MOST_LINKS && links.get(two).size() < MOST_LINKS;
        if (one != two && hasRoom && !links.get(one).contains(two)) {
            links.get(one).add(two);
            links.get(two).add(one);
        }
    }

    /// An hour of it.
    Size spread() {
        int nodes = links.size();
        int renewals = nodes / RENEWALS_PER_HOUR;
        for (; tick < HOUR; tick++) {
            var arriving = flying;
            flying = new ArrayList<>();
            arriving.forEach(telling -> hear(telling.to, telling.line, telling.news));
            for (int due = renewals * tick / LAST_NEWS; all.size() < Math.min(renewals, due); ) {
                var news = new News(nodes, tick);
                all.add(news);
                hear(dice.below(nodes), -1, news);
            }
            for (int node = tick % ROUND; node < nodes; node += ROUND) {
                tellRumours(node);
            }
            for (int node = tick % COMPARE_EVERY; node < nodes; node += COMPARE_EVERY) {
                compare(node, dice.oneOf(links.get(node)));
            }
        }
        return size();
    }

    private Size size() {
        int nodes = links.size();
        int slowest = all.stream()
                .mapToInt(news -> (news.knowing == nodes ? news.lastAt : HOUR) - news.bornAt)
                .max()
                .orElse(0);
        long idle = links.stream().mapToLong(List::size).sum() * IDLE_FRAMES_PER_HOUR;
        var spread = Duration.ofSeconds(slowest / TICKS_PER_SECOND);
        return new Size(nodes, false, spread, (frames + idle) * Traffic.WIRE_BYTES / nodes, nodes * ENTRY_BYTES);
    }

    private void hear(int node, int line, News news) {
        long known = line < 0 ? 0 : 1L << line;
        if (news.known[node]) {
            news.untold[node] &= ~known;
            return;
        }
        news.known[node] = true;
        news.knowing++;
        news.lastAt = tick;
        news.untold[node] = ((1L << links.get(node).size()) - 1) & ~known;
        rumours.get(node).add(news);
    }

    private void tellRumours(int node) {
        var told = rumours.get(node);
        if (told.isEmpty()) {
            return;
        }
        int lines = links.get(node).size();
        int first = dice.below(lines);
        int second = (first + 1 + dice.below(Math.max(1, lines - 1))) % lines;
        for (int line : lines < TOLD_PER_ROUND ? new int[] {first} : new int[] {first, second}) {
            tellRumours(node, line);
            told.removeIf(news -> news.untold[node] == 0 || news.needless[node] >= NEEDLESS);
        }
    }

    private void tellRumours(int node, int line) {
        int records = 0;
        int to = links.get(node).get(line);
        int back = links.get(to).indexOf(node);
        for (var news : rumours.get(node)) {
            long bit = 1L << line;
            if ((news.untold[node] & bit) == 0) {
                news.needless[node]++;
            } else {
                news.untold[node] &= ~bit;
                flying.add(new Telling(to, back, news));
                records++;
            }
        }
        frames += framesOf(records);
    }

    private static int framesOf(int records) {
        return (records + GossipMessage.MAX_RECORDS - 1) / GossipMessage.MAX_RECORDS;
    }

    /// Each gets what the other has.
    private void compare(int one, int two) {
        int[] records = new int[2];
        for (var news : all) {
            if (news.known[one] != news.known[two]) {
                int to = news.known[one] ? two : one;
                int from = news.known[one] ? one : two;
                flying.add(new Telling(to, links.get(to).indexOf(from), news));
                records[news.known[one] ? 0 : 1]++;
            }
        }
        frames +=
                COMPARING_FRAMES + Arrays.stream(records).map(Rumours::framesOf).sum();
    }
}
