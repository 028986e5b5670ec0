package org.heliograph.sim;

/// Looking for one run of bytes in another.
final class Bytes {
    private Bytes() {}

    static boolean contains(byte[] hay, byte[] needle) {
        for (int start = 0; start <= hay.length - needle.length; start++) {
            int length = 0;
            while (length < needle.length && hay[start + length] == needle[length]) {
                length++;
            }
            if (length == needle.length) {
                return true;
            }
        }
        return false;
    }
}
