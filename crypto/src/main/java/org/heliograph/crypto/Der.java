package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// The DER headers that turn our raw keys into the X.509 and PKCS#8 forms that providers read. Raw keys stand at the
/// end of both.
enum Der {
    P256_COMPRESSED("3039301306072a8648ce3d020106082a8648ce3d030107032200", ""),
    P256_UNCOMPRESSED(
            "3059301306072a8648ce3d020106082a8648ce3d030107034200",
            "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"),
    X448("3042300506032b656f033900", "3046020100300506032b656f043a0438"),
    ED448("3043300506032b6571033a00", "3047020100300506032b6571043b0439");

    @SuppressWarnings("ImmutableEnumChecker") // never written
    private final byte[] publicHeader;

    @SuppressWarnings("ImmutableEnumChecker") // never written
    private final byte[] privateHeader;

    Der(String publicHeader, String privateHeader) {
        this.publicHeader = HexFormat.of().parseHex(publicHeader);
        this.privateHeader = HexFormat.of().parseHex(privateHeader);
    }

    PublicKey publicKey(KeyFactory factory, byte[] raw) throws GeneralSecurityException {
        return factory.generatePublic(new X509EncodedKeySpec(join(publicHeader, raw)));
    }

    /// The key lies on the heap until the garbage collector takes it: let go of it soon. `raw` is the caller's to wipe.
    PrivateKey privateKey(KeyFactory factory, byte[] raw) throws GeneralSecurityException {
        var encoded = join(privateHeader, raw);
        try {
            return factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /// The raw key at the end of an encoded one.
    static byte[] tail(byte[] encoded, int length) {
        return Arrays.copyOfRange(encoded, encoded.length - length, encoded.length);
    }

    private static byte[] join(byte[] header, byte[] raw) {
        var all = Arrays.copyOf(header, header.length + raw.length);
        System.arraycopy(raw, 0, all, header.length, raw.length);
        return all;
    }
}
