package org.heliograph.core.session;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.crypto.Secret;

/// The keys of a stretch of an incoming chain, derived before it is known whether the message that asks for them is
/// genuine. Whoever makes it closes it: then all that nobody took is wiped.
final class Stretch implements AutoCloseable {
    private final int end;
    private final int firstSkipped;
    private final List<Secret> skipped = new ArrayList<>();
    private Secret chainKey;

    /// From number `start`, whose chain key this is, up to number `end`. `chainKey` stays its owner's.
    Stretch(Secret chainKey, int start, int end) {
        this.end = end;
        firstSkipped = Math.max(start, end - Session.SKIPPED_KEYS); // the bound would drop those before at once
        this.chainKey = chainKey.copy();
        for (int number = start; number < end; number++) {
            if (number >= firstSkipped) {
                skipped.add(messageKey());
            }
            step();
        }
    }

    /// The number after the stretch.
    int end() {
        return end;
    }

    int firstSkipped() {
        return firstSkipped;
    }

    /// The key of the message after the stretch. The caller owns it.
    Secret messageKey() {
        return KeySchedule.messageKey(chainKey);
    }

    /// Goes one message further.
    void step() {
        var after = KeySchedule.nextChainKey(chainKey);
        chainKey.close();
        chainKey = after;
    }

    /// The chain key where the stretch now ends. The caller owns it.
    Secret takeChainKey() {
        return chainKey.copy();
    }

    /// The message keys from [#firstSkipped] on. The caller owns them.
    List<Secret> takeSkipped() {
        var taken = List.copyOf(skipped);
        skipped.clear();
        return taken;
    }

    @Override
    public void close() {
        chainKey.close();
        skipped.forEach(Secret::close);
    }
}
