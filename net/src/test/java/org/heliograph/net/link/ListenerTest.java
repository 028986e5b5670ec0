package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ListenerTest {
    @Test
    void aPortInUseIsExplained() throws ListenFailure {
        try (var first = Listener.open(Station.ANY_PORT, ListenerTest::close)) {
            assertThat(first.bound().port()).isPositive();
            assertThatThrownBy(() -> Listener.open(first.bound(), ListenerTest::close))
                    .isInstanceOf(ListenFailure.class)
                    .hasMessageContaining("port " + first.bound().port() + " is in use by another program");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsExplained() {
        assertThatThrownBy(() -> Listener.open(new HostPort("192.0.2.1", 0), ListenerTest::close))
                .hasMessageContaining("no such address");
        assertThatThrownBy(() -> Listener.open(new HostPort("no.such.host.invalid", 0), ListenerTest::close))
                .hasMessageContaining("no address of this machine");
    }

    @Test
    void itGoesOnAcceptingWhateverBecomesOfConnections() throws Exception {
        try (var listener = Listener.open(Station.ANY_PORT, ListenerTest::close)) {
            for (int i = 0; i < 20; i++) {
                try (var socket = new Socket(
                        InetAddress.getLoopbackAddress(), listener.bound().port())) {
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
