package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

    /// HKDF-Expand of one block, written out: HMAC(key, purpose || 01).
    @Test
    void membersHaveAKeyForEachPurpose() throws GeneralSecurityException {
        var key = new Case(4).bytes(Network.KEY_BYTES);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.clone(), "HmacSHA256"));
        var expected = mac.doFinal("HG1/something\u0001".getBytes(StandardCharsets.US_ASCII));
        try (var network = Network.closed(key);
                var derived = network.keyFor("HG1/something".getBytes(StandardCharsets.US_ASCII))
                        .orElseThrow();
                var open = Network.open("springfield")) {
            assertThat(derived.reveal()).isEqualTo(expected);
            assertThat(open.keyFor(new byte[1])).isEmpty();
        }
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
