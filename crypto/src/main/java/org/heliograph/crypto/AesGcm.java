package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM by the JDK, which uses the processor's instructions. Its cipher object keeps a copy of the last key on
/// the heap until the thread's next call.
final class AesGcm {
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(AesGcm::cipher);

    private AesGcm() {}

    static void seal(Secret key, Span nonce, Span ad, Span plaintext, Span out) {
        try {
            var cipher = started(Cipher.ENCRYPT_MODE, key, nonce);
            cipher.updateAAD(ad.array(), ad.offset(), ad.length());
            cipher.doFinal(plaintext.array(), plaintext.offset(), plaintext.length(), out.array(), out.offset());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    static boolean open(Secret key, Span nonce, Span ad, Span sealed, Span out) {
        try {
            var cipher = started(Cipher.DECRYPT_MODE, key, nonce);
            cipher.updateAAD(ad.array(), ad.offset(), ad.length());
            cipher.doFinal(sealed.array(), sealed.offset(), sealed.length(), out.array(), out.offset());
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    private static Cipher started(int mode, Secret key, Span nonce) throws GeneralSecurityException {
        var parameters = new GCMParameterSpec(Aead.TAG_BYTES * 8, nonce.array(), nonce.offset(), nonce.length());
        var bytes = key.open();
        try {
            var providerKey = new ProviderKey("AES", bytes);
            var cipher = CIPHERS.get();
            try {
                cipher.init(mode, providerKey, parameters);
            } catch (InvalidAlgorithmParameterException e) {
                // The object refuses the key and nonce it sealed with last. Ours is a function: the same input, the
                // same output.
                cipher = cipher();
                cipher.init(mode, providerKey, parameters);
                CIPHERS.set(cipher);
            }
            return cipher;
        } finally {
            key.shut();
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES-GCM", e);
        }
    }
}
