package org.heliograph.app.qr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes square images of one bit per pixel.
final class PngWriter {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /// Says which pixels are black.
    @FunctionalInterface
    interface Pixels {
        boolean black(int x, int y);
    }

    private PngWriter() {}

    static byte[] write(int side, Pixels pixels) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        // depth 1, grey, deflate, standard filters, not interlaced
        var header = ByteBuffer.allocate(13).putInt(side).putInt(side).put(new byte[] {1, 0, 0, 0, 0});
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", deflate(rows(side, pixels)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] rows(int side, Pixels pixels) {
        int stride = 1 + (side + 7) / 8; // each row starts with its filter: 0, none
        byte[] rows = new byte[side * stride];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (!pixels.black(x, y)) {
                    rows[y * stride + 1 + x / 8] |= (byte) (0x80 >> (x % 8));
                }
            }
        }
        return rows;
    }

    private static byte[] deflate(byte[] data) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(data);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            byte[] block = new byte[4096];
            while (!deflater.finished()) {
                out.write(block, 0, deflater.deflate(block));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
