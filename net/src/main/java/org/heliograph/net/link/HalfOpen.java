package org.heliograph.net.link;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// The accepted connections that have not yet proved anything, oldest first.
///
/// When there are too many, in all or from one place, the oldest gives way: an honest handshake takes a few round
/// trips, so who
/// holds connections open only pushes out its own.
final class HalfOpen {
    static final int MAX = 64;

    /// From one IPv4 address or one IPv6 /64. This machine itself may have as many as all.
    static final int MAX_PER_SOURCE = 16;

    private final Map<Wire, String> waiting = new LinkedHashMap<>();

    synchronized void add(Wire wire, InetAddress from) {
        var source = sourceOf(from);
        long same = waiting.values().stream().filter(source::equals).count();
        if (!from.isLoopbackAddress() && same >= MAX_PER_SOURCE) {
            giveUpOldest(source);
        } else if (waiting.size() >= MAX) {
            giveUpOldest(waiting.values().iterator().next());
        }
        waiting.put(wire, source);
    }

    /// The handshake is over, well or badly; false for a connection that had to give way.
    synchronized boolean remove(Wire wire) {
        return waiting.remove(wire) != null;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized void close() {
        waiting.keySet().forEach(Wire::close);
        waiting.clear();
    }

    private void giveUpOldest(String source) {
        for (var each = waiting.entrySet().iterator(); each.hasNext(); ) {
            var entry = each.next();
            if (entry.getValue().equals(source)) {
                entry.getKey().close();
                each.remove();
                return;
            }
        }
    }

    /// One IPv4 address or one IPv6 /64, as a name.
    static String sourceOf(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes.length > 8 ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
