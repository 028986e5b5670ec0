package org.heliograph.core.identity;

import java.util.Arrays;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.SigningKey;

/// Records that end in a signature over a label and everything before it.
final class Signed {
    private Signed() {}

    /// `body`, and behind it the signature of label and body.
    static byte[] append(byte[] label, byte[] body, SigningKey key, Entropy entropy) {
        return join(body, key.sign(join(label, body), entropy));
    }

    /// Checks what [#append] made.
    static void check(byte[] label, byte[] record, IdentityKey signer) throws PeerFault {
        int end = record.length - signer.family().signatureBytes();
        var body = Arrays.copyOf(record, end);
        var signature = Arrays.copyOfRange(record, end, record.length);
        if (!signer.signed(join(label, body), signature)) {
            throw new PeerFault(PeerFault.Kind.FORGED, "an identity did not sign what bears its name");
        }
    }

    static byte[] join(byte[] first, byte[] second) {
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
