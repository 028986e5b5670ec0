package org.heliograph.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.heliograph.core.wire.NetAddress;

/// Who listens where, who can reach whom, and what becomes of a dial: what sockets and `net` are to a real node.
final class Directory {
    /// Links that a node has at most, and of these those that others dialled, as in `net`.
    private static final int MAX_LINKS = 64;

    private static final int MAX_ACCEPTED = 48;

    /// Sockets that dial have a port of their own.
    private static final int SOURCE_PORT = 49_152;

    sealed interface Judged {
        record Answers(Host host) implements Judged {}

        /// There is a link already; the dial fails when that ends, so that nobody tries in vain meanwhile.
        record Linked(Host host) implements Judged {}

        record Refuses() implements Judged {}

        record Silent() implements Judged {}
    }

    private record Vain(Host from, Host to, String address) {}

    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<Host, NetAddress> addresses = new LinkedHashMap<>();
    private final List<Vain> inVain = new ArrayList<>();
    private BiPredicate<Host, Host> together = (_, _) -> true;

    void add(Host host, NetAddress address) {
        hosts.put(address.toString(), host);
        addresses.put(host, address);
    }

    void part(BiPredicate<Host, Host> whoReachesWhom) {
        together = whoReachesWhom;
    }

    /// Whether somebody has ever listened there.
    boolean knows(String address) {
        return hosts.containsKey(address);
    }

    Optional<NetAddress> address(Host host) {
        return Optional.ofNullable(addresses.get(host));
    }

    /// Where a socket that this host opens is seen.
    Optional<NetAddress> source(Host host) {
        return address(host).map(address -> NetAddress.of(address.ip(), SOURCE_PORT));
    }

    Judged judge(Host from, String address) {
        var to = hosts.get(address);
        if (to == null || !from.isUp() || !to.isUp() || !together.test(from, to)) {
            return new Judged.Silent();
        }
        if (from.wires().values().stream().anyMatch(wire -> wire.to() == to)) {
            return new Judged.Linked(to);
        }
        boolean hasRoom = from.wires().size() < MAX_LINKS && to.wires().size() < MAX_ACCEPTED;
        return from != to && hasRoom ? new Judged.Answers(to) : new Judged.Refuses();
    }

    void addVain(Host from, Host to, String address) {
        inVain.add(new Vain(from, to, address));
    }

    /// The addresses that one dialled in vain because of a link to the other, which is over.
    List<String> takeVain(Host from, Host to) {
        var over = inVain.stream()
                .filter(vain -> vain.from == from && vain.to == to)
                .map(Vain::address)
                .toList();
        inVain.removeIf(vain -> vain.from == from && vain.to == to);
        return over;
    }
}
