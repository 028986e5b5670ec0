package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.heliograph.core.PeerFault;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void aNetworkIsTheSameForAllWhoHaveItsWord() throws PeerFault {
        var key = new Case(3).bytes(Network.KEY_BYTES);
        try (var closed = Network.closed(key.clone());
                var open = Network.open("springfield")) {
            for (var network : new Network[] {closed, open}) {
                var word = network.toUri();
                try (var read = Network.parse("\n " + word.toLowerCase(Locale.ROOT) + "\r\n")
                                .orElseThrow();
                        var restored = Network.decode(network.encode())) {
                    assertThat(read.tag()).isEqualTo(network.tag()).isEqualTo(restored.tag());
                    assertThat(read.isClosed()).isEqualTo(network.isClosed()).isEqualTo(restored.isClosed());
                    assertThat(read.toUri()).isEqualTo(word);
                    assertThat(read.name()).isEqualTo(network.name());
                }
            }
            assertThat(closed.tag()).isNotEqualTo(open.tag());
        }
        assertThat(key).isNotEqualTo(new byte[Network.KEY_BYTES]);
    }

    @Test
    void slipsAreFound() {
        try (var network = Network.open("springfield")) {
            var word = network.toUri();
            for (int at = Network.SCHEME.length(); at < word.length(); at++) {
                var slip = new StringBuilder(word);
                slip.setCharAt(at, word.charAt(at) == 'A' ? 'B' : 'A');
                assertThat(Network.parse(slip.toString())).isEmpty();
                assertThat(Network.parse(word.substring(0, at))).isEmpty();
            }
            assertThat(Network.parse("")).isEmpty();
            assertThat(Network.parse("helio:" + word)).isEmpty();
        }
    }
}
