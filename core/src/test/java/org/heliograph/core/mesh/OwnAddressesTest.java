package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mesh.Subject.address;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.NetAddress;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
    private static final int PORT = 7411;
    private static final NetAddress OUTSIDE = address(203, 0, 113, 5);
    private static final NetAddress OTHER = address(198, 51, 100, 9);
    private static final NetAddress LOCAL = address(192, 168, 1, 20);

    private final OwnAddresses own = new OwnAddresses();

    private static Now at(Duration uptime) {
        return new Now(uptime, Instant.ofEpochSecond(1_790_000_000).plus(uptime));
    }

    private void see(int neighbour, NetAddress address) {
        var withSomePort = NetAddress.of(address.ip(), 40_000 + neighbour);
        own.handleSeen(new LinkId(neighbour), new NodeId(neighbour, 0, 0, 0), withSomePort, false);
    }

    @Test
    void whatAPersonGaveIsAll() {
        own.listen(List.of(LOCAL), PORT);
        see(1, OUTSIDE);
        see(2, OUTSIDE);
        assertThat(own.addresses()).containsExactly(LOCAL);
    }

    @Test
    void twoNeighboursMustSeeTheSameAndThePortIsOurs() {
        own.listen(List.of(), PORT);
        see(1, OUTSIDE);
        assertThat(own.addresses()).isEmpty();
        see(2, OTHER);
        assertThat(own.addresses()).isEmpty();
        see(3, OUTSIDE);
        assertThat(own.addresses()).containsExactly(OUTSIDE);
    }

    @Test
    void oneNeighbourWithTwoLinksIsOne() {
        own.listen(List.of(), PORT);
        var by = new NodeId(1, 0, 0, 0);
        own.handleSeen(new LinkId(1), by, OUTSIDE, false);
        own.handleSeen(new LinkId(2), by, OUTSIDE, false);
        assertThat(own.addresses()).isEmpty();
    }

    @Test
    void whoDialledKnowsThePortToo() {
        own.listen(List.of(), PORT);
        var forwarded = NetAddress.of(OUTSIDE.ip(), 8_000);
        own.handleSeen(new LinkId(1), new NodeId(1, 0, 0, 0), forwarded, true);
        own.handleSeen(new LinkId(2), new NodeId(2, 0, 0, 0), forwarded, true);
        assertThat(own.addresses()).containsExactly(forwarded);
    }

    @Test
    void onALocalNetworkOneIsEnoughUntilThereIsAnOutside() {
        own.listen(List.of(), PORT);
        see(1, LOCAL);
        assertThat(own.addresses()).containsExactly(LOCAL);
        see(2, OUTSIDE);
        see(3, OUTSIDE);
        assertThat(own.addresses()).containsExactly(OUTSIDE);
        own.handleDown(new LinkId(3), at(Duration.ZERO));
        assertThat(own.addresses()).as("links come and go").containsExactly(OUTSIDE);
        see(4, OTHER);
        see(5, OTHER);
        own.handleDown(new LinkId(2), at(Duration.ZERO));
        assertThat(own.addresses()).containsExactly(OTHER);
    }

    @Test
    void whoDoesNotListenHasNoAddress() {
        see(1, LOCAL);
        assertThat(own.addresses()).isEmpty();
        own.listen(List.of(), PORT);
        see(1, LOCAL);
        assertThat(own.addresses()).containsExactly(LOCAL);
        own.listen(List.of(), 0);
        assertThat(own.addresses()).isEmpty();
        assertThat(own.areProven(at(Duration.ZERO))).isFalse();
    }

    @Test
    void onlyWhoWasReachedFromOutsideCanBeDialled() {
        own.listen(List.of(OUTSIDE), PORT);
        assertThat(own.areProven(at(Duration.ZERO))).isFalse();
        own.handleInbound(new LinkId(1), LOCAL);
        assertThat(own.areProven(at(Duration.ZERO))).as("from within").isFalse();
        own.handleInbound(new LinkId(2), OTHER);
        assertThat(own.areProven(at(Duration.ofDays(9))))
                .as("while the link is up")
                .isTrue();
        own.handleDown(new LinkId(2), at(Duration.ofDays(9)));
        assertThat(own.areProven(at(Duration.ofDays(9).plusHours(23)))).isTrue();
        assertThat(own.areProven(at(Duration.ofDays(10)))).isFalse();
    }
}
