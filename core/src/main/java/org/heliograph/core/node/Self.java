package org.heliograph.core.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.Identity;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// Who this is: the identity, its device here, and the node's own keys, which have nothing to do with the identity.
final class Self implements AutoCloseable {
    private static final byte[] ROW = "self".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_GROUP = {};
    private static final int VERSION = 1;
    private static final int PUBLIC_CARD = 1;
    private static final int CARD = 2;
    private static final byte[] NO_SECRET = {};

    /// Which card leads to a drop.
    enum Door {
        /// The one with the secret, handed from person to person.
        CARD,
        /// The one that only names the identity key.
        PUBLIC
    }

    private final Store store;
    private final String name;
    private final Suite suite;
    private final Identity identity;
    private final Device device;
    private final Membership membership;
    private boolean cardGiven;
    private boolean publicCardGiven;

    /// The network of this node, and its keys there.
    private record Membership(Network network, NodeKeys keys) {}

    private Self(Store store, String name, Suite suite, Identity identity, Device device, Membership membership) {
        this.store = store;
        this.name = name;
        this.suite = suite;
        this.identity = identity;
        this.device = device;
        this.membership = membership;
    }

    static Self create(Store store, Command.Init init, Entropy entropy, Now now) {
        var identity = Identity.generate(init.suite(), entropy);
        var device = Device.create(identity, now.wallSeconds(), entropy);
        var keys = NodeKeys.generate(init.network(), entropy);
        var membership = new Membership(init.network(), keys);
        var self = new Self(store, init.name(), init.suite(), identity, device, membership);
        self.save();
        return self;
    }

    static Optional<Self> load(Store store) {
        return store.value(Table.SELF, ROW).map(row -> Rows.read(() -> decode(store, row)));
    }

    /// What its owner called it; never leaves this device.
    String name() {
        return name;
    }

    /// The full suite in which this device publishes prekeys.
    Suite suite() {
        return suite;
    }

    Identity identity() {
        return identity;
    }

    Device device() {
        return device;
    }

    NodeKeys nodeKeys() {
        return membership.keys;
    }

    Network network() {
        return membership.network;
    }

    /// The doors of this identity's drops: that of the card with its secret, and that of the bare identity key, each
    /// once
    /// such a card was handed out. Before that nobody can come, and nothing of this identity lies anywhere.
    List<Door> doors() {
        var doors = new ArrayList<Door>();
        if (cardGiven) {
            doors.add(Door.CARD);
        }
        if (publicCardGiven) {
            doors.add(Door.PUBLIC);
        }
        return doors;
    }

    /// An own drop.
    Drop drop(Door door, Drop.Kind kind, long week) {
        byte[] secret = door == Door.CARD ? identity.card(false).secret().orElseThrow() : NO_SECRET;
        return Drop.of(identity.key().bytes(), secret, kind, week, 0);
    }

    /// From now on this device can be reached by those who have such a card. True if it could not before.
    boolean open(Door door) {
        if (doors().contains(door)) {
            return false;
        }
        cardGiven |= door == Door.CARD;
        publicCardGiven |= door == Door.PUBLIC;
        save();
        return true;
    }

    @Override
    public void close() {
        identity.close();
        device.close();
        membership.keys.close();
        membership.network.close();
    }

    private void save() {
        byte[] ofIdentity = identity.encode();
        byte[] ofDevice = device.encode();
        byte[] ofNode = membership.keys.encode();
        byte[] ofNetwork = membership.network.encode();
        byte[] row = new Writer(1024)
                .u8(VERSION)
                .u8(suite.code())
                .u8((publicCardGiven ? PUBLIC_CARD : 0) | (cardGiven ? CARD : 0))
                .lp(name.getBytes(StandardCharsets.UTF_8))
                .lp(ofIdentity)
                .lp(ofDevice)
                .lp(ofNode)
                .lp(ofNetwork)
                .drain();
        store.put(Table.SELF, ROW, NO_GROUP, row);
        List.of(ofIdentity, ofDevice, ofNode, ofNetwork, row).forEach(bytes -> Arrays.fill(bytes, (byte) 0));
    }

    private static Self decode(Store store, byte[] row) throws PeerFault {
        var in = new Reader(row);
        if (in.u8() != VERSION) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "own row of another version");
        }
        var suite = Suite.of(in.u8())
                .orElseThrow(() -> new PeerFault(PeerFault.Kind.MALFORMED, "own row of an unknown suite"));
        int cards = in.u8();
        String name = new String(in.lp(), StandardCharsets.UTF_8);
        byte[] ofIdentity = in.lp();
        byte[] ofDevice = in.lp();
        var keys = NodeKeys.decode(in.lp());
        var membership = new Membership(Network.decode(in.lp()), keys);
        in.end();
        var self = new Self(store, name, suite, Identity.decode(ofIdentity), Device.decode(ofDevice), membership);
        self.publicCardGiven = (cards & PUBLIC_CARD) != 0;
        self.cardGiven = (cards & CARD) != 0;
        List.of(ofIdentity, ofDevice, row).forEach(bytes -> Arrays.fill(bytes, (byte) 0));
        return self;
    }
}
