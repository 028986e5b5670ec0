package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.List;

/// What came of a run.
///
/// @param bars what the scenario demands, and whether it held
/// @param samples the run over time
public record Result(Run run, Figures figures, List<Bar> bars, List<Sample> samples, End end) {
    public Result {
        bars = List.copyOf(bars);
        samples = List.copyOf(samples);
    }

    /// What was measured.
    ///
    /// @param sizes what `scale` found of each size of a network, the smallest first; empty elsewhere
    public record Figures(Tally tally, Cost cost, List<Size> sizes) {
        public Figures {
            sizes = List.copyOf(sizes);
        }
    }

    /// A network of one size in which little is said.
    ///
    /// @param isReal whether the nodes were run, and not a model of their gossip alone
    /// @param spread from the issue of a record until the last node has it, at worst
    /// @param sentPerHour bytes that a node sends in an hour
    /// @param heldBytes that a node takes in memory
    public record Size(int nodes, boolean isReal, Duration spread, long sentPerHour, long heldBytes) {}

    /// A message that came, when it was accepted and how long it took.
    public record Arrival(Duration acceptedAt, Duration delay) {}

    /// How it ended.
    ///
    /// @param hash of everything that happened; equal hashes mean equal runs
    /// @param took on this machine
    public record End(String hash, Duration took) {}

    /// Messages that were accepted, and what became of them. None was shown twice: that ends a run at once (I3),
    /// without
    /// a result.
    ///
    /// @param arrivals the quickest first
    public record Tally(int accepted, List<Arrival> arrivals) {
        public Tally {
            arrivals = List.copyOf(arrivals);
        }

        public int delivered() {
            return arrivals.size();
        }

        public int lost() {
            return accepted - delivered();
        }

        /// The delay that `part` of the messages did not exceed; zero if there were none.
        public Duration delay(double part) {
            return arrivals.isEmpty()
                    ? Duration.ZERO
                    : arrivals.get((int) Math.min(arrivals.size() - 1.0, Math.floor(part * arrivals.size())))
                            .delay();
        }

        double deliveredPart() {
            return accepted == 0 ? 1 : (double) delivered() / accepted;
        }
    }

    /// What a node costs on average. Sent bytes are those on the wire, 4,096 a frame.
    ///
    /// @param storeBytes on its disk at the end
    /// @param heapBytes in this process at the end, its disk included
    public record Cost(long sentBytes, long storeBytes, long heapBytes) {}

    /// Something demanded, what was seen instead of it, and whether that is enough.
    public record Bar(String what, String seen, boolean holds) {}

    /// The network at a moment. The counts go from the beginning on.
    ///
    /// @param links that a node which is up has on average
    public record Sample(Duration at, int accepted, int delivered, int up, double links, long sentBytes) {}

    public Tally tally() {
        return figures.tally;
    }

    public Cost cost() {
        return figures.cost;
    }

    public String hash() {
        return end.hash;
    }

    public Duration took() {
        return end.took;
    }

    /// Whether every bar holds.
    public boolean holds() {
        return bars.stream().allMatch(Bar::holds);
    }
}
