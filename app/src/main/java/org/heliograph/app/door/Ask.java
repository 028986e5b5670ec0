package org.heliograph.app.door;

import java.util.Locale;
import java.util.Optional;

/// What a node can be asked, with what each [Request] must carry.
public enum Ask {
    /// `public`
    CARD,
    /// `card`: a card's URI or the beginning of a stranger's fingerprint; `alias` unless one is to be made up
    ADD,
    CONTACTS,
    /// `alias`
    CONTACT,
    /// `alias`, `confirm`
    VERIFY,
    /// `alias`
    REMOVE,
    /// perhaps `alias` and `ttlSeconds`
    TTL,
    /// `to`, `wait`, perhaps `ttlSeconds` and `timeoutMillis`; the texts follow
    SEND,
    /// perhaps `with`, `since`; `follow`
    MESSAGES,
    /// `id`
    WHERE,
    RESTORED,
    /// `salt` in hexadecimal
    BUNDLE_KEY,
    /// perhaps `for`; `most`
    PACK,
    /// the items follow as texts
    UNPACK,
    STATUS,
    PEERS;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Ask> of(String word) {
        for (var ask : values()) {
            if (ask.word().equals(word)) {
                return Optional.of(ask);
            }
        }
        return Optional.empty();
    }
}
