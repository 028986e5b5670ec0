package org.heliograph.net.link;

import java.time.Duration;
import java.time.InstantSource;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// The links of one node, with nothing above them, listening on this machine.
final class Station implements AutoCloseable {
    static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

    final NodeKeys keys;
    final Recorder events = new Recorder();
    final Links links;
    final HostPort address;

    private final Network network;

    Station(Network network, LinkTimes times) {
        this(NodeKeys.generate(closedNetwork(9), Entropy.system()), network, times);
    }

    Station(NodeKeys keys, Network network, LinkTimes times) {
        this.keys = keys;
        this.network = network;
        this.links = new Links(new LinkSelf(keys, network, Entropy.system(), InstantSource.system()), times, events);
        try {
            this.address = links.listen(ANY_PORT);
        } catch (ListenFailure failure) {
            throw new AssertionError(failure);
        }
    }

    static Station open() {
        return new Station(Network.open("test"), LinkTimes.STANDARD);
    }

    static Station closed(int key) {
        return new Station(closedNetwork(key), LinkTimes.STANDARD);
    }

    static Network closedNetwork(int key) {
        var bytes = new byte[Network.KEY_BYTES];
        bytes[0] = (byte) key;
        return Network.closed(bytes);
    }

    static LinkTimes times(Duration handshake, Duration idle, Duration dead) {
        return new LinkTimes(Duration.ofSeconds(5), handshake, idle, dead, 1L << 20, Duration.ofHours(1));
    }

    static LinkTimes rekeying(long frames, Duration age) {
        var standard = LinkTimes.STANDARD;
        return new LinkTimes(standard.dial(), standard.handshake(), standard.idle(), standard.dead(), frames, age);
    }

    NodeId id() {
        return keys.id();
    }

    /// A frame that can be told from others.
    static byte[] frame(int type, long number) {
        return LinkFrame.of(type, new Writer(8).u64(number).toBytes()).encode();
    }

    static long numberOf(byte[] frame) {
        return java.nio.ByteBuffer.wrap(frame).getLong(LinkFrame.BYTES - LinkFrame.PACKET_BYTES);
    }

    @Override
    public void close() {
        links.close();
        network.close();
    }
}
