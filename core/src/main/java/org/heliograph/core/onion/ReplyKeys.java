package org.heliograph.core.onion;

import java.util.Arrays;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// What the owner of a reply block keeps, to read what comes back.
///
/// Each hop decrypts a payload that nobody encrypted for it, so the owner encrypts it again for each; what is left is
/// what the answerer did, under a key that stands in the block. The owner's own node is the last hop: it leaves its
/// layer out on both sides.
record ReplyKeys(List<Secret> hops, Secret answerer) implements AutoCloseable {
    static ReplyKeys of(Header header, Entropy entropy) {
        var others = header.payloadKeys().subList(0, header.payloadKeys().size() - 1);
        return new ReplyKeys(others.stream().map(Secret::copy).toList(), Secret.random(Lioness.KEY_BYTES, entropy));
    }

    ReplyBlock block(Hop first, byte[] header) {
        var key = answerer.reveal(); // the block is made to be given away
        try {
            return ReplyBlock.of(first, header, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// The body of an answer, whose payload is decrypted in place.
    byte[] open(byte[] payload) throws PeerFault {
        var block = Span.of(payload);
        for (var key : hops.reversed()) {
            Lioness.encrypt(key, block);
        }
        Lioness.decrypt(answerer, block);
        return Sphinx.body(block);
    }

    @Override
    public void close() {
        hops.forEach(Secret::close);
        answerer.close();
    }
}
