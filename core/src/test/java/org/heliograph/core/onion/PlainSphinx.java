package org.heliograph.core.onion;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A hop as `docs/protocol/onion.md` has it, word for word and with the JDK's algorithms alone: it takes every step to
/// its end, also those whose result a node has no use for.
record PlainSphinx(byte[] block, byte[] tag, boolean whole, byte[] out) {
    static PlainSphinx open(byte[] privateKey, byte[] packet) throws GeneralSecurityException {
        var alpha = Arrays.copyOf(packet, 32);
        var beta = Arrays.copyOfRange(packet, 32, 312);
        var gamma = Arrays.copyOfRange(packet, 312, 328);
        var keys = expand(hmac(alpha, x25519(privateKey, alpha)), "HG1/sphinx", 144);
        var mac = Arrays.copyOf(keys, 32);
        var stream = Arrays.copyOfRange(keys, 32, 64);
        var pay = Arrays.copyOfRange(keys, 64, 96);
        var blind = Arrays.copyOfRange(keys, 96, 128);
        var b = covered(stream, Arrays.copyOf(beta, 336));
        var out = packet.clone();
        System.arraycopy(x25519(blind, alpha), 0, out, 0, 32);
        System.arraycopy(b, 56, out, 32, 280);
        System.arraycopy(b, 36, out, 312, 16);
        System.arraycopy(lionessDecrypted(pay, Arrays.copyOfRange(packet, 328, packet.length)), 0, out, 328, 3_736);
        return new PlainSphinx(
                Arrays.copyOf(b, 56),
                Arrays.copyOfRange(keys, 128, 144),
                Arrays.equals(gamma, Arrays.copyOf(hmac(mac, beta), 16)),
                out);
    }

    static byte[] x25519(byte[] scalar, byte[] point) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("X25519");
        var agreement = KeyAgreement.getInstance("X25519");
        agreement.init(factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
        var u = new BigInteger(1, reversed(point));
        agreement.doPhase(factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)), true);
        return agreement.generateSecret();
    }

    private static byte[] reversed(byte[] bytes) {
        var reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    static byte[] lionessDecrypted(byte[] key, byte[] block) throws GeneralSecurityException {
        var keys = expand(key, "HG1/lioness", 128);
        var left = Arrays.copyOf(block, 32);
        var right = Arrays.copyOfRange(block, 32, block.length);
        for (int round = 3; round > 0; round -= 2) {
            left = xor(left, hmac(Arrays.copyOfRange(keys, 32 * round, 32 * round + 32), right));
            right = covered(xor(left, Arrays.copyOfRange(keys, 32 * round - 32, 32 * round)), right);
        }
        var out = Arrays.copyOf(left, block.length);
        System.arraycopy(right, 0, out, 32, right.length);
        return out;
    }

    private static byte[] xor(byte[] a, byte[] b) {
        var sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= b[i];
        }
        return sum;
    }

    private static byte[] covered(byte[] key, byte[] bytes) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("ChaCha20");
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(new byte[12], 0));
        return cipher.doFinal(bytes);
    }

    private static byte[] expand(byte[] prk, String label, int length) throws GeneralSecurityException {
        var out = new byte[length];
        var block = new byte[0];
        for (int at = 0, i = 1; at < length; at += 32, i++) {
            block = hmac(prk, block, label.getBytes(US_ASCII), new byte[] {(byte) i});
            System.arraycopy(block, 0, out, at, Math.min(32, length - at));
        }
        return out;
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (var part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }
}
