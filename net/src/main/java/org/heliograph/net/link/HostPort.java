package org.heliograph.net.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.heliograph.core.wire.NetAddress;

/// Where to listen or to dial: a host name or IP address, and a TCP port.
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    public HostPort {
        if (host.isEmpty() || port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("not a host and a port: " + host + ":" + port);
        }
    }

    /// Reads `HOST:PORT` or `[IPv6]:PORT`; empty for anything else.
    static Optional<HostPort> read(String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        var digits = text.substring(colon + 1);
        boolean portFits = digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= MAX_PORT;
        boolean fits = portFits && !host.isEmpty() && (bracketed || host.indexOf(':') < 0);
        return fits ? Optional.of(new HostPort(host, Integer.parseInt(digits))) : Optional.empty();
    }

    /// As [#read], of what a person wrote: the message of the exception is for that person.
    public static HostPort parse(String text) {
        return read(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is not an address: write HOST:PORT, as in 127.0.0.1:7001 or [::1]:7001"));
    }

    /// The address, if it is that of one interface.
    public Optional<NetAddress> address() {
        try {
            var address = InetAddress.getByName(host);
            return address.isAnyLocalAddress()
                    ? Optional.empty()
                    : Optional.of(NetAddress.of(address.getAddress(), port));
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
