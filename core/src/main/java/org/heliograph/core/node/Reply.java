package org.heliograph.core.node;

import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Secret;

/// What the node answers to a [Command]. Times are unix milliseconds, 0 for "never".
public sealed interface Reply {
    /// It is done and durable.
    record Done() implements Reply {}

    /// It could not be done. `why` is for people: what happened, what it means, what to do.
    record Refused(String why) implements Reply {}

    /// My card as a `helio:` URI. `identity` is the public identity key and `fingerprint` its hash, in hexadecimal.
    record CardView(String name, String card, String identity, String fingerprint, String suite) implements Reply {}

    /// A contact. `session` is `none`, `waiting for keys`, `started` (we wrote first and heard nothing yet) or
    /// `established`; `direct` says whether the contact is at the other end of a live link; messages to it live for
    /// `ttlSeconds` as a rule, 0 for ever.
    record ContactView(
            String alias,
            String identity,
            String fingerprint,
            String suite,
            boolean verified,
            String session,
            boolean direct,
            long ttlSeconds)
            implements Reply {}

    /// A stranger who wrote to us.
    record RequestView(String fingerprint, String identity, String suite, long arrivedAtMillis) {}

    record ContactList(List<ContactView> contacts, List<RequestView> requests) implements Reply {}

    /// What both sides read to each other to be sure that nobody stands between them.
    record Safety(ContactView contact, List<String> words) implements Reply {}

    /// The message is durable here.
    record Queued(MessageId id, String to, MessageState state) implements Reply {}

    record History(List<MessageView> messages) implements Reply {}

    /// `attempts` counts transmissions, `copies` the nodes known to hold it; `reason` says why it waits, for people.
    record Whereabouts(
            MessageView message, int attempts, int copies, long lastTryAtMillis, long nextTryAtMillis, String reason)
            implements Reply {}

    /// The node at a glance. `node` is its name in the mesh in hexadecimal, empty before `init`; `custody` is
    /// `epidemic` if it holds every box it hears of, `closest` if only those that are its to hold; messages live for
    /// `ttlSeconds` as a rule, 0 for ever.
    record StatusView(
            String name,
            String node,
            Optional<String> fingerprint,
            int contacts,
            int requests,
            int links,
            int queued,
            int heldItems,
            long heldBytes,
            String custody,
            long ttlSeconds,
            MeshView mesh,
            String privacy,
            List<String> warnings)
            implements Reply {}

    /// The mesh as this node sees it: nodes `known`, those of them that can be `reached` now, its `guards` and how many
    /// of them are `linked`, and the frames passed on for others since the start.
    record MeshView(int known, int reached, int guards, int linked, long forwarded) {
        private static final int HOPS_NEEDED = 4;

        /// Whether others are enough for paths on which none of them knows both ends.
        public boolean isEnough() {
            return reached >= HOPS_NEEDED;
        }

        /// Whether there is a path now.
        public boolean isOnion() {
            return isEnough() && linked > 0;
        }
    }

    /// Empty when this network has no key. The asker closes it.
    record BundleKey(Optional<Secret> key) implements Reply {}

    /// Something to be packed, to be handed back in a [Command.Pack].
    sealed interface Cargo permits Bundles.OwnBox, Bundles.OwnKeys, Bundles.Lying {}

    /// What to pack. `own` of it is mail of this device; so much was `leftOut` for lack of room, and so many messages
    /// are
    /// `unsealed`: their contact's keys are not known, or too many before them are unconfirmed.
    record Manifest(List<Cargo> cargo, int own, int leftOut, int unsealed) implements Reply {}

    /// What could be packed of it: some may be gone since.
    record Packed(List<Item> items) implements Reply {}

    /// How many items were `taken`, `known` here before, or `refused`: over, not valid, or no room for them. `opened`
    /// were for this device, and could be read.
    record Unpacked(int taken, int known, int refused, int opened) implements Reply {}

    /// One live link.
    record LinkView(String node, boolean dialled, String address, List<String> contacts) {}

    /// One remembered address without a live link.
    record DialView(String address, int failures, long nextTryInMillis) {}

    record PeerList(List<LinkView> links, List<DialView> dialling) implements Reply {}
}
