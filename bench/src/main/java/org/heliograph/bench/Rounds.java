package org.heliograph.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures rivals turn by turn, so that an hour in which the machine is busy is everybody's hour.
///
/// What counts is the processor time of the measuring thread, which other programs do not lengthen as they do the time
/// on the wall. The figure is the median of the rounds.
final class Rounds {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Slices to run before the first that counts. A set-up takes a millisecond, so it is seldom called: with eight the
    /// compiler was still at work on a busy machine when measuring began.
    private static final int WARM_SLICES = 24;

    private final int rounds;
    private final long sliceNanos;

    /// One thing to do again and again.
    interface Work {
        /// What must be ready before, and does not count.
        default void prepare(int times) throws Exception {}

        void run(int times) throws Exception;

        /// How often in one slice; 0 to fill the slice.
        default int times() {
            return 0;
        }
    }

    /// Work with a name.
    record Rival(String name, Work work) {}

    /// What one run of the work cost.
    record Figure(String name, double nanos) {}

    Rounds(int rounds, long sliceMillis) {
        this.rounds = rounds;
        this.sliceNanos = sliceMillis * 1_000_000;
    }

    /// In the order of the rivals.
    List<Figure> measure(List<Rival> rivals) throws Exception {
        var times = new int[rivals.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = warm(rivals.get(i).work());
        }
        var samples = new double[times.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < times.length; i++) {
                samples[i][round] = (double) once(rivals.get(i).work(), times[i]) / times[i];
            }
        }
        var figures = new ArrayList<Figure>();
        for (int i = 0; i < times.length; i++) {
            figures.add(new Figure(rivals.get(i).name(), median(samples[i])));
        }
        return figures;
    }

    static double median(double[] samples) {
        var sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Runs for some slices, until the compiler has seen it; says how often it fits into one.
    private int warm(Work work) throws Exception {
        int fixed = work.times();
        int times = fixed > 0 ? fixed : 1;
        long spent = 0;
        long last = 1;
        while (spent < WARM_SLICES * sliceNanos) {
            last = Math.max(1, once(work, times));
            spent += last;
            if (fixed == 0 && last < sliceNanos / 2) {
                times *= 2;
            }
        }
        return fixed > 0 ? fixed : (int) Math.clamp(times * sliceNanos / last, 1, 10_000_000);
    }

    private static long once(Work work, int times) throws Exception {
        work.prepare(times);
        long start = processorNanos();
        work.run(times);
        return processorNanos() - start;
    }

    /// What this thread has used of a processor.
    static long processorNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
