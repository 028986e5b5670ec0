package org.heliograph.core.node;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.heliograph.core.MessageId;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Suite;

/// What a person asks of the node at this device. Each gets one [Reply].
public sealed interface Command {
    /// Make an identity, a device and node keys in an empty store; answered by [Reply.CardView].
    /// The node owns `network` from here on.
    record Init(String name, Suite suite, Network network) implements Command {}

    /// My contact card, with the QR secret unless `isPublic`; answered by [Reply.CardView].
    record Card(boolean isPublic) implements Command {}

    /// Learn a contact from a card that came out of band; answered by [Reply.ContactView].
    record AddContact(ContactCard card, String alias) implements Command {}

    /// Take a stranger's request; `fingerprint` may be any unambiguous beginning; answered by [Reply.ContactView].
    record AcceptRequest(String fingerprint, String alias) implements Command {}

    /// Everyone known, and the requests of strangers; answered by [Reply.ContactList].
    record Contacts() implements Command {}

    /// One contact; answered by [Reply.ContactView].
    record ShowContact(String alias) implements Command {}

    /// The safety words of a contact; with `confirm`, marks it verified; answered by [Reply.Safety].
    record VerifyContact(String alias, boolean confirm) implements Command {}

    /// Forget a contact, its sessions and its conversation; answered by [Reply.Done].
    record RemoveContact(String alias) implements Command {}

    /// The longest life a message may be given: ten years of 365 days.
    long MAX_TTL_SECONDS = 3_650L * 86_400;

    /// Send text; `ttlSeconds` 0 means no expiry, [Send#USUAL] what [Ttl] says. Answered by [Reply.Queued] once the
    /// message is durable.
    record Send(String alias, String text, long ttlSeconds) implements Command {
        public static final long USUAL = -1;
    }

    /// From now on messages live so long as a rule, 0 for ever: those to this contact, or those to all contacts that
    /// have no rule of their own. Without `ttlSeconds` a contact has none any more. Answered by [Reply.Done].
    record Ttl(Optional<String> alias, OptionalLong ttlSeconds) implements Command {}

    /// History: the newest `limit` messages in the order to show them, or with `since` the first `limit` that came
    /// after it, in the order in which they came; answered by [Reply.History].
    record Messages(Optional<String> alias, Optional<MessageId> since, int limit) implements Command {}

    /// Where an outgoing message is; answered by [Reply.Whereabouts].
    record Where(MessageId id) implements Command {}

    /// This home was put back from an older copy: sessions begin anew and contacts return what it lost; answered by
    /// [Reply.Done].
    record Restored() implements Command {}

    /// The node, its links and queues; answered by [Reply.StatusView].
    record Status() implements Command {}

    /// The live links and the addresses being dialled; answered by [Reply.PeerList].
    record Peers() implements Command {}

    /// What has to do with mail on carried media; answered when what it needs is sealed, stamped or opened.
    sealed interface Bundling extends Command {}

    /// The key of the bundle with this salt, for whoever reads or writes the file; answered by [Reply.BundleKey].
    record BundleKey(byte[] salt) implements Bundling {}

    /// What to pack for this contact, or for all and for whoever else boxes are held here; at most so many, the most
    /// urgent, in an order that tells nothing. Answered by [Reply.Manifest].
    record Manifest(Optional<String> alias, int most) implements Bundling {}

    /// Some of a manifest, as items; answered by [Reply.Packed].
    record Pack(List<Reply.Cargo> cargo) implements Bundling {}

    /// Take some items that came in a bundle. `bundle` is any number, the same for all items of one; answered by
    /// [Reply.Unpacked].
    record Unpack(long bundle, List<Item> items) implements Bundling {}

    /// Remember HOST:PORT and keep a link to it; answered by [Reply.Done].
    record Join(String address) implements Command {}
}
