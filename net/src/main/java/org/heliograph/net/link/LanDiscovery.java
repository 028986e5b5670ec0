package org.heliograph.net.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.heliograph.crypto.Entropy;

/// Nodes of one local network find each other: each says now and then at which port it takes links, and nothing else.
///
/// Who it is and which network it belongs to shows in the handshake, and only to a member. Anybody on the local network
/// can say anything: so only addresses of it are met, few at a time, and each at most once in a while.
final class LanDiscovery implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(30);

    /// At first, then ever more rarely: what is said to all is easily lost.
    private static final Duration FIRST = Duration.ofSeconds(1);

    /// How long an address is let alone that was met in vain, or whose link has ended.
    static final Duration REST = Duration.ofMinutes(1);

    /// Addresses that are being met or rest; with so many, new ones are passed over.
    static final int MAX_MET = 64;

    /// Of the block for one organization's own use (RFC 2365); routers keep it in.
    private static final String GROUP = "239.255.72.71";

    private static final int PORT = 47_271;

    /// Not beyond this network.
    private static final int HOPS = 1;

    private final MulticastSocket socket;
    private final LanBeacon own;
    private final Consumer<String> meet;
    private final Entropy entropy;
    private final Set<String> joined = new HashSet<>();
    private final Set<String> meeting = ConcurrentHashMap.newKeySet();

    /// Until when each address rests, by [System#nanoTime].
    private final Map<String, Long> resting = new LinkedHashMap<>();

    private LanDiscovery(MulticastSocket socket, LanBeacon own, Consumer<String> meet, Entropy entropy) {
        this.socket = socket;
        this.own = own;
        this.meet = meet;
        this.entropy = entropy;
    }

    /// Hears others, and says `port` unless it is 0. `meet` gets each address that is to be met on a thread of its own,
    /// and returns when that meeting is over.
    static LanDiscovery open(int port, Consumer<String> meet, Entropy entropy) throws ListenFailure {
        var name = entropy.bytes(LanBeacon.NAME_BYTES);
        try {
            var socket = new MulticastSocket(PORT);
            var discovery = new LanDiscovery(socket, new LanBeacon(name, port), meet, entropy);
            Thread.ofVirtual().name("lan").start(discovery::run);
            return discovery;
        } catch (IOException refused) {
            throw new ListenFailure("nodes on the local network cannot be heard: this machine refuses UDP port " + PORT
                    + " (" + refused.getMessage() + "). Leave --lan away, or end the program that has the port.");
        }
    }

    private void run() {
        long next = System.nanoTime();
        var wait = FIRST;
        while (!socket.isClosed()) {
            try {
                if (System.nanoTime() - next >= 0) {
                    announce();
                    next = System.nanoTime() + jittered(wait).toNanos();
                    wait = wait.compareTo(EVERY.dividedBy(2)) < 0 ? wait.multipliedBy(2) : EVERY;
                }
                hear(next);
            } catch (IOException failure) {
                if (!socket.isClosed()) {
                    NetLog.warn("nodes on the local network are not looked for any more", failure);
                    socket.close();
                }
            }
        }
    }

    /// On every network this machine is in now.
    private void announce() throws IOException {
        byte[] packet = own.encode();
        for (var network : networks()) {
            try {
                if (joined.add(network.getName())) {
                    socket.joinGroup(new InetSocketAddress(GROUP, PORT), network);
                }
                if (own.port() > 0) {
                    socket.setNetworkInterface(network);
                    socket.setTimeToLive(HOPS);
                    socket.send(new DatagramPacket(packet, packet.length, InetAddress.ofLiteral(GROUP), PORT));
                }
            } catch (IOException refused) {
                joined.remove(network.getName());
                NetLog.debug("a network takes no word to all", refused);
            }
        }
    }

    private void hear(long until) throws IOException {
        var packet = new DatagramPacket(new byte[LanBeacon.BYTES + 1], LanBeacon.BYTES + 1);
        socket.setSoTimeout(
                (int) Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis()));
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException nobody) {
            return;
        }
        var heard = LanBeacon.decode(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (heard.isPresent() && !Arrays.equals(heard.get().name(), own.name()) && isNear(packet.getAddress())) {
            consider(new HostPort(
                            packet.getAddress().getHostAddress(), heard.get().port())
                    .toString());
        }
    }

    private void consider(String address) {
        long now = System.nanoTime();
        resting.values().removeIf(until -> now - until >= 0);
        if (meeting.size() + resting.size() < MAX_MET && !resting.containsKey(address) && meeting.add(address)) {
            resting.put(address, now + REST.toNanos());
            Thread.ofVirtual().name("lan-meet").start(() -> {
                try {
                    meet.accept(address);
                } finally {
                    meeting.remove(address);
                }
            });
        }
    }

    /// Whether the address is one of a network that this machine is in: who forges another sends nobody there.
    private static boolean isNear(InetAddress address) throws IOException {
        return networks().stream()
                .flatMap(network -> network.getInterfaceAddresses().stream())
                .anyMatch(own -> isBeside(own, address));
    }

    static boolean isBeside(InterfaceAddress own, InetAddress other) {
        byte[] here = own.getAddress().getAddress();
        byte[] there = other.getAddress();
        int bits = own.getNetworkPrefixLength();
        boolean isBeside = here.length == there.length && bits > 0 && bits <= here.length * Byte.SIZE;
        for (int bit = 0; isBeside && bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            isBeside = ((here[bit / Byte.SIZE] ^ there[bit / Byte.SIZE]) & mask) == 0;
        }
        return isBeside;
    }

    private static List<NetworkInterface> networks() throws IOException {
        try (var all = NetworkInterface.networkInterfaces()) {
            return all.filter(LanDiscovery::isUp).toList();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (IOException gone) {
            return false;
        }
    }

    /// Half as long to half as long again.
    private Duration jittered(Duration wait) {
        return wait.multipliedBy(512 + entropy.below(1_024)).dividedBy(1_024);
    }

    @Override
    public void close() {
        socket.close();
    }
}
