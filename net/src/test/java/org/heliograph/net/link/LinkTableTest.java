package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Secret;
import org.heliograph.net.link.LinkTable.Outcome;
import org.heliograph.net.noise.NoiseCipher;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkTableTest {
    private static final NodeId LOWER = new NodeId(1, 0, 0, 0);
    private static final NodeId SELF = new NodeId(2, 0, 0, 0);
    private static final NodeId HIGHER = new NodeId(-1, 0, 0, 0); // ids compare without a sign

    private final ServerSocket server;
    private final LinkTable table = new LinkTable(SELF);
    private long lastLink;

    LinkTableTest() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void ofTwoLinksTheOneThatTheLowerIdDialledStays() {
        var accepted = link(HIGHER, false);
        assertThat(table.add(accepted)).isEqualTo(Outcome.ADDED);
        assertThat(table.add(link(HIGHER, true))).isEqualTo(Outcome.ADDED);
        assertThat(table.link(accepted.id())).isEmpty();
        assertThat(table.add(link(HIGHER, false))).isEqualTo(Outcome.KNOWN);
        assertThat(table.add(link(LOWER, true))).isEqualTo(Outcome.ADDED);
        assertThat(table.add(link(LOWER, false))).isEqualTo(Outcome.ADDED);
        assertThat(table.add(link(LOWER, true))).isEqualTo(Outcome.KNOWN);
    }

    @Test
    void ofTwoLinksOfOneDialerTheLaterStays() {
        var old = link(LOWER, false);
        var late = link(LOWER, false);
        table.add(old);
        assertThat(table.add(late)).isEqualTo(Outcome.ADDED);
        table.remove(old); // it ends after it was replaced, and takes nothing with it
        assertThat(table.link(late.id())).contains(late);
        assertThat(table.link(old.id())).isEmpty();
    }

    @Test
    void oneAttemptAtATimeForEachNode() {
        var first = table.new Attempt();
        try (var second = table.new Attempt()) {
            assertThat(first.wants(SELF)).isFalse();
            assertThat(first.wants(HIGHER)).isTrue();
            assertThat(second.wants(HIGHER)).isFalse();
            assertThat(second.wants(LOWER)).isTrue();
        }
        first.close();
        table.add(link(HIGHER, true));
        table.add(link(LOWER, false));
        try (var third = table.new Attempt()) {
            assertThat(third.wants(HIGHER)).isFalse();
            assertThat(third.wants(LOWER)).isFalse();
        }
    }

    @Test
    void othersCannotTakeThePlacesForOwnDials() {
        for (int i = 0; i < LinkTable.MAX_ACCEPTED; i++) {
            assertThat(table.add(link(new NodeId(9, i, 0, 0), false))).isEqualTo(Outcome.ADDED);
        }
        assertThat(table.add(link(HIGHER, false))).isEqualTo(Outcome.FULL);
        for (int i = LinkTable.MAX_ACCEPTED; i < LinkTable.MAX_LINKS; i++) {
            assertThat(table.add(link(new NodeId(9, i, 0, 0), true))).isEqualTo(Outcome.ADDED);
        }
        assertThat(table.add(link(HIGHER, true))).isEqualTo(Outcome.FULL);
        assertThat(table.close()).hasSize(LinkTable.MAX_LINKS);
        assertThat(table.add(link(new NodeId(9, 0, 0, 0), false))).isEqualTo(Outcome.FULL);
    }

    @Test
    void onePlaceCannotKeepAllOthersOut() {
        for (int i = 0; i < LinkTable.MAX_PER_SOURCE; i++) {
            assertThat(table.add(link(new NodeId(9, i, 0, 0), false, "crowd"))).isEqualTo(Outcome.ADDED);
        }
        assertThat(table.add(link(HIGHER, false, "crowd"))).isEqualTo(Outcome.FULL);
        assertThat(table.add(link(HIGHER, false, "elsewhere"))).isEqualTo(Outcome.ADDED);
    }

    @Test
    void whenAllPlacesAreTakenTheMostCrowdedGivesWay() {
        var newest = link(HIGHER, false, "0");
        for (int i = 0; i < LinkTable.MAX_ACCEPTED; i++) {
            newest = link(new NodeId(9, i, 0, 0), false, "" + i / LinkTable.MAX_PER_SOURCE);
            table.add(newest);
        }
        assertThat(table.add(link(HIGHER, false, "elsewhere"))).isEqualTo(Outcome.ADDED);
        assertThat(table.link(newest.id())).isEmpty();
        assertThat(table.add(link(LOWER, false, "0"))).isEqualTo(Outcome.FULL);
        assertThat(table.close()).hasSize(LinkTable.MAX_ACCEPTED);
    }

    private Link link(NodeId peer, boolean dialer) {
        return link(peer, dialer, "");
    }

    private Link link(NodeId peer, boolean dialer, String source) {
        var made = new LinkHandshake.Result(
                peer,
                dialer,
                new byte[32],
                new FrameSealer(cipher(), LinkTimes.STANDARD, new Case(0)::nextBytes),
                new FrameOpener(cipher()));
        var queue = new FrameQueue(new Semaphore(1));
        return new Link(new LinkId(++lastLink), wire(source), made, LinkTimes.STANDARD, queue);
    }

    private Wire wire(String source) {
        try {
            return new Wire(new Socket(server.getInetAddress(), server.getLocalPort()), "", source);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static NoiseCipher cipher() {
        return new NoiseCipher(Aead.CHACHA20_POLY1305, Secret.taking(new byte[32]));
    }
}
