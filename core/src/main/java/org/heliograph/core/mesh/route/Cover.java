package org.heliograph.core.mesh.route;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.mesh.route.Routing.Path;
import org.heliograph.crypto.Entropy;

/// When a packet goes to nobody but back to this node: it hides when real ones go, and shows which guards lose some.
///
/// As a *trickle*, loops go at random times and real packets when they want. Under a *constant* rate everything goes
/// by one clock, at each tick a real packet if one waits and else a loop, so that an observer learns the rate and no
/// more.
public final class Cover {
    public static final int LOOP_ID_BYTES = 16;

    /// What a packet costs: a frame on the wire.
    static final int FRAME_BYTES = 4_096;

    static final Duration MEAN_PAUSE = Duration.ofSeconds(10);

    /// A loop that is not back by then is lost: packets wait for a link for so long, and no longer.
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /// Loops under way; the fastest clock has 600.
    static final int MAX_UNDER_WAY = 1_024;

    private static final Duration DAY = Duration.ofDays(1);

    /// One part of a day's budget may be spent at once, the rest as the day passes.
    private static final int AT_ONCE_PART = 24;

    /// How much of it there is.
    public sealed interface Traffic {
        /// None, where every byte is dear.
        record Off() implements Traffic {}

        /// A loop every ten seconds on average, of no more bytes than these in any 24 hours. That is what leaves this
        /// node; the network carries each byte over some five links.
        record Trickle(long bytesPerDay) implements Traffic {
            /// What the average takes, and a little more.
            public static final long DEFAULT = 40 << 20;

            private static final long MAX = 1L << 36;

            public Trickle {
                if (bytesPerDay < 0 || bytesPerDay > MAX) {
                    throw new IllegalArgumentException("not from 0 to 2^36 bytes a day: " + bytesPerDay);
                }
            }
        }

        /// One packet at each tick, real or not, which is all that leaves this node: 4,096 bytes a tick.
        record Constant(Duration tick) implements Traffic {
            private static final Duration SHORTEST = Duration.ofMillis(100);

            public Constant {
                if (tick.compareTo(SHORTEST) < 0) {
                    throw new IllegalArgumentException("a tick of less than 100 ms");
                }
            }
        }
    }

    /// What is to be sent.
    public enum Turn {
        /// A packet to this node itself: draw its path and [#send] it.
        LOOP,
        /// The real packet that has waited longest.
        RELEASE
    }

    private record LoopId(long high, long low) {}

    private record UnderWay(Path path, Duration sentAt) {}

    private final Traffic traffic;
    private final Entropy entropy;
    private final Map<LoopId, UnderWay> loops = new LinkedHashMap<>();
    private Duration nextAt;

    /// What a trickle may still spend, in bytes, as of `earnedAt`.
    private long purse;

    private Duration earnedAt;

    public Cover(Traffic traffic, Entropy entropy, Now now) {
        this.traffic = traffic;
        this.entropy = entropy;
        this.nextAt = now.uptime().plus(traffic instanceof Traffic.Constant(var tick) ? tick : pause());
        this.earnedAt = now.uptime();
        this.purse = traffic instanceof Traffic.Trickle(var bytesPerDay) ? atOnce(bytesPerDay) : 0;
    }

    /// Whether real packets wait for their turn, instead of going at once.
    public boolean isClocked() {
        return traffic instanceof Traffic.Constant;
    }

    /// What to send now, if anything; `waiting` says that a real packet waits.
    public Optional<Turn> due(boolean waiting, Now now) {
        if (nextAt.compareTo(now.uptime()) > 0) {
            return Optional.empty();
        }
        return switch (traffic) {
            case Traffic.Off _ -> Optional.empty();
            case Traffic.Trickle(var bytesPerDay) -> {
                nextAt = now.uptime().plus(pause());
                yield spend(bytesPerDay, now) ? Optional.of(Turn.LOOP) : Optional.empty();
            }
            case Traffic.Constant(var tick) -> {
                // Ticks that were slept through are not made up for: a burst would tell of the sleep.
                boolean isLate = nextAt.plus(tick).compareTo(now.uptime()) <= 0;
                nextAt = (isLate ? now.uptime() : nextAt).plus(tick);
                yield Optional.of(waiting ? Turn.RELEASE : Turn.LOOP);
            }
        };
    }

    /// A loop goes this way now; what comes back is its new id of [#LOOP_ID_BYTES].
    public byte[] send(Path path, Now now) {
        byte[] id = entropy.bytes(LOOP_ID_BYTES);
        if (loops.size() < MAX_UNDER_WAY) {
            loops.put(loopId(id), new UnderWay(path, now.uptime()));
        }
        return id;
    }

    /// The way of a loop that has come back, if it was still waited for.
    public Optional<Path> handleBack(byte[] id) {
        return Optional.ofNullable(loops.remove(loopId(id))).map(UnderWay::path);
    }

    /// The ways of loops that are lost; each once.
    public List<Path> lost(Now now) {
        var lost = new ArrayList<Path>();
        var oldest = loops.values().iterator();
        while (oldest.hasNext()) {
            var loop = oldest.next();
            if (loop.sentAt.plus(TIMEOUT).compareTo(now.uptime()) > 0) {
                break;
            }
            lost.add(loop.path);
            oldest.remove();
        }
        return lost;
    }

    public Optional<Duration> nextWake() {
        var timeout = loops.values().stream().findFirst().map(loop -> loop.sentAt.plus(TIMEOUT));
        if (traffic instanceof Traffic.Off) {
            return timeout;
        }
        return timeout.filter(at -> at.compareTo(nextAt) < 0).or(() -> Optional.of(nextAt));
    }

    /// In any 24 hours no more is spent than may be at once and is earned in them: the budget.
    private boolean spend(long bytesPerDay, Now now) {
        long atOnce = atOnce(bytesPerDay);
        var elapsed = now.uptime().minus(earnedAt);
        long millis = Math.min(elapsed.toMillis(), DAY.toMillis());
        purse = Math.min(atOnce, purse + (bytesPerDay - atOnce) * millis / DAY.toMillis());
        earnedAt = now.uptime();
        if (purse < FRAME_BYTES) {
            return false;
        }
        purse -= FRAME_BYTES;
        return true;
    }

    private static long atOnce(long bytesPerDay) {
        return Math.min(bytesPerDay, Math.max(FRAME_BYTES, bytesPerDay / AT_ONCE_PART));
    }

    /// Exponentially distributed: when the last one went says nothing about the next.
    private Duration pause() {
        long bits = ByteBuffer.wrap(entropy.bytes(Long.BYTES)).getLong() >>> 11;
        double uniform = (bits + 1) * 0x1p-53;
        return Duration.ofMillis((long) (-Math.log(uniform) * MEAN_PAUSE.toMillis()));
    }

    private static LoopId loopId(byte[] id) {
        var in = ByteBuffer.wrap(id);
        return new LoopId(in.getLong(), in.getLong());
    }
}
