package org.heliograph.core.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Suite;

/// What two people hand each other: an identity key and, unless the card is public, the secret that opens the owner's
/// drops. Small enough for a QR code, with a checksum against slips.
public final class ContactCard {
    /// What a card starts with when it is written as a link.
    public static final String SCHEME = "helio:";

    public static final int SECRET_BYTES = 16;

    private static final int VERSION = 1;
    private static final int CHECKSUM_BYTES = 2;

    private final IdentityKey identity;
    private final byte[] secret;

    private ContactCard(IdentityKey identity, byte[] secret) {
        this.identity = identity;
        this.secret = secret;
    }

    /// What became of a text somebody pasted, typed or scanned.
    public sealed interface Reading {
        /// It is a card, and undamaged.
        record Sound(ContactCard card) implements Reading {}

        /// It is not; `why` says to a person what is wrong and what to do.
        record Unreadable(String why) implements Reading {}
    }

    /// A card that lets its reader find the owner's drops: the default.
    static ContactCard withSecret(IdentityKey identity, byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("expected " + SECRET_BYTES + " bytes, got " + secret.length);
        }
        return new ContactCard(identity, secret.clone());
    }

    /// A card that may hang on a wall: whoever finds it can write to the owner, but anyone can, too.
    static ContactCard open(IdentityKey identity) {
        return new ContactCard(identity, new byte[0]);
    }

    public IdentityKey identity() {
        return identity;
    }

    public ContactId fingerprint() {
        return identity.fingerprint();
    }

    /// The secret of the owner's drops; empty on a public card.
    public Optional<byte[]> secret() {
        return secret.length == 0 ? Optional.empty() : Optional.of(secret.clone());
    }

    /// In capitals behind the scheme, so that a QR code can use its compact alphabet for all but the scheme.
    public String toUri() {
        return SCHEME + Base32.encode(encode());
    }

    byte[] encode() {
        var key = identity.bytes();
        var body = new Writer(bytes(identity.family(), secret.length))
                .u8(VERSION)
                .u8(identity.family().code())
                .bytes(key)
                .bytes(secret)
                .toBytes();
        return new Writer(body.length + CHECKSUM_BYTES)
                .bytes(body)
                .u16(Base32.checksum(body, body.length))
                .toBytes();
    }

    /// Reads a card from a link or its bare letters, in any case and with any white space between.
    public static Reading parse(String text) {
        var letters = text.replaceAll("\\s+", "");
        if (letters.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            letters = letters.substring(SCHEME.length());
        }
        if (letters.isEmpty()) {
            return unreadable("There is no contact card here. It is one long word that starts with \"helio:\".");
        }
        var stranger = Base32.stranger(letters);
        if (stranger.isPresent()) {
            return unreadable("This is not a contact card, or it was mistyped: \"" + stranger.get()
                    + "\" never occurs in one (only the letters A to Z and the digits 2 to 7 do).");
        }
        var bytes = Base32.decode(letters);
        if (bytes.isEmpty() || bytes.get().length < 2 + CHECKSUM_BYTES) {
            return unreadable("This card is cut short or mistyped: its length is not that of a card. Copy all of it.");
        }
        return decode(bytes.get());
    }

    private static Reading decode(byte[] bytes) {
        int version = bytes[0] & 0xff;
        int code = bytes[1] & 0xff;
        boolean sound = Base32.checksum(bytes, bytes.length - CHECKSUM_BYTES) == tail(bytes);
        if (sound && version != VERSION) {
            return unreadable("This card was made by a newer Heliograph (card version " + version
                    + "). Update, then read it again.");
        }
        var suite = Suite.of(code).filter(known -> !known.hybrid());
        if (suite.isEmpty() || version != VERSION) {
            return unreadable(
                    sound
                            ? "This card has a kind of key that this Heliograph does not know. Update, then try again."
                            : "This is not a contact card, or it was mistyped (its checksum is wrong). Copy it again.");
        }
        return decode(bytes, suite.get(), sound);
    }

    private static Reading decode(byte[] bytes, Suite family, boolean sound) {
        int open = bytes(family, 0);
        int whole = bytes(family, SECRET_BYTES);
        if (bytes.length != open && bytes.length != whole) {
            return unreadable(
                    bytes.length < whole
                            ? "This card is cut short: its end is missing. Copy all of it."
                            : "This card is too long: something else was copied with it. Copy only the card.");
        }
        if (!sound) {
            return unreadable("This card is cut short or mistyped (its checksum is wrong). Copy it again.");
        }
        try {
            var in = new Reader(bytes, 2, bytes.length - 2 - CHECKSUM_BYTES);
            var identity = IdentityKey.of(family, in.bytes(family.verifyingKeyBytes()));
            return new Reading.Sound(new ContactCard(identity, in.rest()));
        } catch (PeerFault notOnItsCurve) {
            return unreadable(
                    "This card holds no valid key, though it is undamaged. Whoever made it should make it anew.");
        }
    }

    private static Reading unreadable(String why) {
        return new Reading.Unreadable(why);
    }

    private static int bytes(Suite family, int secretBytes) {
        return 2 + family.verifyingKeyBytes() + secretBytes + CHECKSUM_BYTES;
    }

    private static int tail(byte[] bytes) {
        return (bytes[bytes.length - 2] & 0xff) << 8 | (bytes[bytes.length - 1] & 0xff);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContactCard that
                && identity.equals(that.identity)
                && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return "ContactCard[" + identity + "]";
    }
}
