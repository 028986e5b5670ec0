package org.heliograph.core.node;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.identity.IdentityKey;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Suite;

/// What this device knows of a contact apart from sessions and messages.
///
/// @param pinned the strongest suite this contact has ever shown: nothing weaker is accepted any more
/// @param qrSecret the secret of the card, if it had one: it says where the contact's drops are
/// @param ttlSeconds how long messages to this contact live as a rule, 0 for ever; empty: as those to everybody
record Contact(
        ContactId id,
        String alias,
        IdentityKey identity,
        Suite pinned,
        Optional<byte[]> qrSecret,
        boolean verified,
        OptionalLong ttlSeconds) {
    private static final int VERSION = 2;

    /// As it was before contacts had a `ttlSeconds`.
    private static final int FIRST_VERSION = 1;

    private static final byte[] NO_SECRET = {};

    static Contact of(ContactCard card, String alias) {
        return of(card.identity(), card.secret(), alias);
    }

    static Contact of(IdentityKey identity, Optional<byte[]> qrSecret, String alias) {
        return new Contact(
                identity.fingerprint(), alias, identity, identity.family(), qrSecret, false, OptionalLong.empty());
    }

    Contact renamed(String newAlias) {
        return new Contact(id, newAlias, identity, pinned, qrSecret, verified, ttlSeconds);
    }

    Contact confirmed() {
        return new Contact(id, alias, identity, pinned, qrSecret, true, ttlSeconds);
    }

    Contact withTtl(OptionalLong seconds) {
        return new Contact(id, alias, identity, pinned, qrSecret, verified, seconds);
    }

    /// With the drops of a card that came later than a request.
    Contact withSecret(Optional<byte[]> secret) {
        return secret.isEmpty() ? this : new Contact(id, alias, identity, pinned, secret, verified, ttlSeconds);
    }

    /// Pins a suite that the contact has proven to use; never loosens.
    Contact pinning(Suite shown) {
        return shown.hybrid() && !pinned.hybrid()
                ? new Contact(id, alias, identity, shown, qrSecret, verified, ttlSeconds)
                : this;
    }

    /// Whether a session of this suite would be weaker than what the contact has shown before, or of another family.
    boolean refuses(Suite suite) {
        return suite.family() != identity.family() || (pinned.hybrid() && !suite.hybrid());
    }

    /// Where this contact's prekeys, inbox and revocations lie in a week.
    Drop drop(Drop.Kind kind, long week) {
        return Drop.of(identity.bytes(), qrSecret.orElse(NO_SECRET), kind, week, 0);
    }

    byte[] encode() {
        byte[] name = alias.getBytes(StandardCharsets.UTF_8);
        return new Writer(128 + name.length)
                .u8(VERSION)
                .u8(identity.family().code())
                .u8(pinned.code())
                .u8(verified ? 1 : 0)
                .lp(identity.bytes())
                .lp(qrSecret.orElse(NO_SECRET))
                .lp(name)
                .u8(ttlSeconds.isPresent() ? 1 : 0)
                .u32(ttlSeconds.orElse(0))
                .toBytes();
    }

    static Contact decode(byte[] row) throws PeerFault {
        var in = new Reader(row);
        int version = in.u8();
        if (version != VERSION && version != FIRST_VERSION) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "contact row of another version");
        }
        var family = suite(in.u8());
        var pinned = suite(in.u8());
        boolean verified = in.u8() == 1;
        var identity = IdentityKey.of(family, in.lp());
        byte[] secret = in.lp();
        String alias = new String(in.lp(), StandardCharsets.UTF_8);
        var ttlSeconds = version == FIRST_VERSION ? OptionalLong.empty() : ttl(in.u8() == 1, in.u32());
        in.end();
        var qrSecret = secret.length == 0 ? Optional.<byte[]>empty() : Optional.of(secret);
        return new Contact(identity.fingerprint(), alias, identity, pinned, qrSecret, verified, ttlSeconds);
    }

    private static OptionalLong ttl(boolean isOwn, long seconds) {
        return isOwn ? OptionalLong.of(seconds) : OptionalLong.empty();
    }

    private static Suite suite(int code) throws PeerFault {
        return Suite.of(code).orElseThrow(() -> new PeerFault(PeerFault.Kind.MALFORMED, "unknown suite"));
    }
}
