package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7001", "[::1]:0", "a.example:65535", "localhost:1"})
    void whatIsWrittenIsRead(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @Test
    void theHostOfAnIpv6AddressHasNoBrackets() {
        assertThat(HostPort.parse("[fe80::1]:7")).isEqualTo(new HostPort("fe80::1", 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "7001", "host", "host:", ":7", "host:65536", "host:-1", "host:x", "::1:7", "[::1:7"})
    void anythingElseIsExplained(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).hasMessageContaining("HOST:PORT");
    }
}
