package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Mac;

/// HMAC-SHA256 (RFC 2104), by the JDK. Each thread keeps one object, which remembers a form of its last key until the
/// next call.
public final class Hmac {
    public static final int BYTES = 32;

    private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(Hmac::mac);

    private Hmac() {}

    /// The code of the parts one after the other.
    public static byte[] sha256(Secret key, byte[]... parts) {
        var mac = keyed(key);
        for (var part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /// As [#sha256(Secret, byte\[\]...)], of a part of an array.
    public static byte[] sha256(Secret key, Span message) {
        var mac = keyed(key);
        mac.update(message.array(), message.offset(), message.length());
        return mac.doFinal();
    }

    /// As [#sha256], where the code is a key itself.
    public static Secret secret(Secret key, byte[]... parts) {
        return Secret.taking(sha256(key, parts));
    }

    /// This thread's object, ready for a message under `key`.
    static Mac keyed(Secret key) {
        var bytes = key.open();
        try {
            var mac = MACS.get();
            mac.init(new ProviderKey("HmacSHA256", bytes));
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA256 refuses a key", e);
        } finally {
            key.shut();
        }
    }

    private static Mac mac() {
        try {
            return Mac.getInstance("HmacSHA256", "SunJCE");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA256", e);
        }
    }
}
