package org.heliograph.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.NetAddress.Reach;
import org.junit.jupiter.api.Test;

class NetAddressTest {
    private static NetAddress v4(int a, int b, int c, int d) {
        return NetAddress.of(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, 80);
    }

    private static NetAddress v6(String hex) {
        return NetAddress.of(HexFormat.of().parseHex(hex), 7);
    }

    @Test
    void addressesReadAsPeopleWriteThem() {
        assertThat(v4(127, 0, 0, 1)).hasToString("127.0.0.1:80");
        assertThat(v6("20010db8000000000000000000000001")).hasToString("[2001:db8:0:0:0:0:0:1]:7");
    }

    @Test
    void anAddressSaysHowFarItReaches() {
        for (var own : new NetAddress[] {v4(127, 0, 0, 1), v4(127, 9, 9, 9), v6("00000000000000000000000000000001")}) {
            assertThat(own.reach()).isEqualTo(Reach.MACHINE);
            assertThat(own.isLocal()).isTrue();
        }
        for (var site : new NetAddress[] {
            v4(10, 1, 2, 3),
            v4(172, 31, 2, 3),
            v4(192, 168, 0, 1),
            v4(169, 254, 1, 1),
            v4(100, 127, 2, 3),
            v6("fd000000000000000000000000000001"),
            v6("febf0000000000000000000000000001")
        }) {
            assertThat(site.reach()).isEqualTo(Reach.SITE);
            assertThat(site.isLocal()).isTrue();
        }
        for (var world : new NetAddress[] {
            v4(172, 32, 2, 3), v4(223, 255, 255, 255), v4(1, 0, 0, 1), v6("20010db8000000000000000000000001")
        }) {
            assertThat(world.reach()).isEqualTo(Reach.WORLD);
            assertThat(world.isLocal()).isFalse();
        }
        for (var none : new NetAddress[] {
            v4(0, 0, 0, 0),
            v4(224, 0, 0, 1),
            v4(255, 255, 255, 255),
            v6("00000000000000000000000000000000"),
            v6("ff020000000000000000000000000001")
        }) {
            assertThat(none.reach()).isEqualTo(Reach.NOWHERE);
            assertThat(none.isLocal()).isFalse();
        }
    }

    @Test
    void anAddressOfVersion4IsNeverOneOfVersion6() throws PeerFault {
        assertThat(v6("00000000000000000000ffff7f000001"))
                .isEqualTo(NetAddress.of(new byte[] {127, 0, 0, 1}, 7))
                .extracting(NetAddress::reach)
                .isEqualTo(Reach.MACHINE);
        var dressed = HexFormat.of().parseHex("0600000000000000000000ffff7f0000011f90");
        assertThatThrownBy(() -> NetAddress.read(new Reader(dressed))).isInstanceOf(PeerFault.class);
        var plain = HexFormat.of().parseHex("047f0000010000000000000000000000001f90");
        assertThat(NetAddress.read(new Reader(plain))).hasToString("127.0.0.1:8080");
    }
}
