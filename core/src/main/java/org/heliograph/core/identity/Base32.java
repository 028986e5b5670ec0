package org.heliograph.core.identity;

import java.util.Optional;

/// RFC 4648 base32 without padding, as cards and network files use it: upper case out, either case in, one spelling per
/// value.
public final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int CHARACTER_BITS = 5;

    private Base32() {}

    public static String encode(byte[] bytes) {
        var text = new StringBuilder((bytes.length * 8 + CHARACTER_BITS - 1) / CHARACTER_BITS);
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = buffer << 8 | (next & 0xff);
            bits += 8;
            while (bits >= CHARACTER_BITS) {
                bits -= CHARACTER_BITS;
                text.append(ALPHABET.charAt(buffer >>> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffer << (CHARACTER_BITS - bits) & 31));
        }
        return text.toString();
    }

    /// The first character that base32 does not have, or nothing.
    static Optional<Character> stranger(String text) {
        return text.chars()
                .filter(character -> digit(character) < 0)
                .mapToObj(character -> (char) character)
                .findFirst();
    }

    /// Empty when a character is not of the alphabet, or the text is not what [#encode] writes for any bytes.
    public static Optional<byte[]> decode(String text) {
        var bytes = new byte[text.length() * CHARACTER_BITS / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            buffer = buffer << CHARACTER_BITS | digit;
            bits += CHARACTER_BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >>> bits);
            }
        }
        boolean leftOverIsZero = bits < CHARACTER_BITS && (buffer & ((1 << bits) - 1)) == 0;
        return leftOverIsZero ? Optional.of(bytes) : Optional.empty();
    }

    /// CRC-16/CCITT-FALSE of the first `length` bytes: for slips of the hand, not against forgers.
    public static int checksum(byte[] bytes, int length) {
        int crc = 0xffff;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
        }
        return crc & 0xffff;
    }

    private static int digit(int character) {
        // Not Character.toUpperCase: it maps characters outside ASCII into the alphabet.
        int upper = character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character;
        return ALPHABET.indexOf(upper);
    }
}
