package org.heliograph.core.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.heliograph.core.PeerFault;

/// Where a node can be dialled: an IP address of version 4 or 6, and a TCP port.
///
/// 19 bytes: u8 version (4 or 6), IP[16] (of version 4 the first four, then zeros), u16 port. An address of version 4
/// has this one form: as `::ffff:a.b.c.d` it is refused, or it would pass for one of the wide world.
public record NetAddress(int version, long high, long low, int port) {
    public static final int BYTES = 19;

    private static final int V4 = 4;
    private static final int V6 = 6;
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /// From where an address leads to the same machine.
    public enum Reach {
        /// No machine has it: unspecified, multicast or reserved.
        NOWHERE,
        /// Loopback: another machine on each machine.
        MACHINE,
        /// Link-local, and the private ranges of RFC 1918, RFC 4193 and RFC 6598: another machine on each site.
        SITE,
        WORLD
    }

    /// An IP address as its 4 or 16 bytes.
    public static NetAddress of(byte[] ip, int port) {
        if ((ip.length != V4_BYTES && ip.length != V6_BYTES) || port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("an address of " + ip.length + " bytes and the port " + port);
        }
        var bits = ByteBuffer.wrap(Arrays.copyOf(ip, V6_BYTES));
        long high = bits.getLong();
        long low = bits.getLong();
        if (ip.length == V6_BYTES && isMapped(high, low)) {
            return new NetAddress(V4, low << 32, 0, port);
        }
        return new NetAddress(ip.length == V4_BYTES ? V4 : V6, high, low, port);
    }

    public Writer writeTo(Writer out) {
        return out.u8(version).u64(high).u64(low).u16(port);
    }

    public static NetAddress read(Reader in) throws PeerFault {
        int version = in.u8();
        long high = in.u64();
        long low = in.u64();
        int port = in.u16();
        boolean isV4 = version == V4 && (int) high == 0 && low == 0;
        boolean isV6 = version == V6 && !isMapped(high, low);
        if ((!isV4 && !isV6) || port == 0) {
            throw Reader.malformed("not an address");
        }
        return new NetAddress(version, high, low, port);
    }

    /// 4 or 16 bytes.
    public byte[] ip() {
        var bytes = ByteBuffer.allocate(V6_BYTES).putLong(high).putLong(low).array();
        return version == V4 ? Arrays.copyOf(bytes, V4_BYTES) : bytes;
    }

    /// The part of the address that one owner is likely to hold whole: a /16 of version 4, a /32 of version 6.
    public long neighbourhood() {
        return version == V4 ? high >>> 48 : high >>> 32 | 1L << 32;
    }

    /// What one customer of a network is given as a rule: a /24 of version 4, a /48 of version 6.
    public long subnet() {
        return version == V4 ? high >>> 40 : high >>> 16 | 1L << 48;
    }

    public Reach reach() {
        return version == V4 ? reachOfV4((int) (high >>> 32)) : reachOfV6();
    }

    /// Whether it names a machine on this one's own networks only: loopback, link-local, and the private ranges of
    /// RFC 1918, RFC 4193 and RFC 6598.
    public boolean isLocal() {
        var reach = reach();
        return reach == Reach.MACHINE || reach == Reach.SITE;
    }

    private static Reach reachOfV4(int ip) {
        if (ip >>> 24 == 0 || ip >>> 29 == 0b111) {
            return Reach.NOWHERE;
        }
        if (ip >>> 24 == 127) {
            return Reach.MACHINE;
        }
        boolean isPrivate = ip >>> 24 == 10
                || ip >>> 20 == 0xac1
                || ip >>> 16 == 0xc0a8
                || ip >>> 16 == 0xa9fe
                || ip >>> 22 == 0x6440 >>> 6;
        return isPrivate ? Reach.SITE : Reach.WORLD;
    }

    private Reach reachOfV6() {
        if (high >>> 56 == 0xff || (high == 0 && low == 0)) {
            return Reach.NOWHERE;
        }
        if (high == 0 && low == 1) {
            return Reach.MACHINE;
        }
        return high >>> 57 == 0xfc >>> 1 || high >>> 54 == 0xfe80 >>> 6 ? Reach.SITE : Reach.WORLD;
    }

    /// An address of version 4 dressed as one of version 6 (RFC 4291, 2.5.5.2).
    private static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /// `HOST:PORT`, with brackets around an address of version 6.
    @Override
    public String toString() {
        var text = new StringBuilder();
        var ip = ip();
        if (version == V4) {
            for (byte part : ip) {
                text.append(text.isEmpty() ? "" : ".").append(part & 0xff);
            }
            return text + ":" + port;
        }
        for (int at = 0; at < ip.length; at += 2) {
            text.append(at == 0 ? "[" : ":").append(Integer.toHexString((ip[at] & 0xff) << 8 | (ip[at + 1] & 0xff)));
        }
        return text + "]:" + port;
    }
}
