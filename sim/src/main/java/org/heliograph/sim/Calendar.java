package org.heliograph.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// When something happens next in which host: a plain array, since most of it changes all the time.
final class Calendar {
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Host> hosts = new ArrayList<>();
    private long[] next = new long[16];

    /// Notes what the host has planned now.
    void note(Host host) {
        if (host.index() >= hosts.size()) {
            hosts.add(host);
            if (next.length < hosts.size()) {
                int before = next.length;
                next = Arrays.copyOf(next, 2 * before);
                Arrays.fill(next, before, next.length, NEVER);
            }
        }
        next[host.index()] = host.next().map(Duration::toNanos).orElse(NEVER);
    }

    Optional<Duration> first() {
        long first = NEVER;
        for (int i = 0; i < hosts.size(); i++) {
            first = Math.min(first, next[i]);
        }
        return first == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(first));
    }

    /// The hosts with something to do before `end`, in their order.
    List<Host> before(Duration end) {
        long limit = end.toNanos();
        var busy = new ArrayList<Host>();
        for (int i = 0; i < hosts.size(); i++) {
            if (next[i] < limit) {
                busy.add(hosts.get(i));
            }
        }
        return busy;
    }
}
