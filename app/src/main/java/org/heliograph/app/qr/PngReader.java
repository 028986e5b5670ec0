package org.heliograph.app.qr;

import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads the brightness of a PNG: every colour type and depth of the standard, not interlaced.
///
/// A row at a time, so memory is the grey picture and the compressed file.
final class PngReader {
    /// A scan of a page at 600 dpi has 35 million pixels.
    static final int MAX_PIXELS = 40_000_000;

    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;

    private final PngHeader header;
    private final byte[] palette;
    private final byte[] pixels;

    private PngReader(PngHeader header, byte[] palette) {
        this.header = header;
        this.palette = palette;
        this.pixels = new byte[header.width() * header.height()];
    }

    static boolean isPng(byte[] file) {
        return file.length >= PngWriter.SIGNATURE.length
                && Arrays.equals(
                        file, 0, PngWriter.SIGNATURE.length, PngWriter.SIGNATURE, 0, PngWriter.SIGNATURE.length);
    }

    static LuminanceSource read(byte[] file) throws PictureFault {
        if (!isPng(file)) {
            throw new PictureFault("is not a PNG file");
        }
        var in = ByteBuffer.wrap(file).position(PngWriter.SIGNATURE.length);
        try {
            var header = PngHeader.parse(chunk(in, IHDR));
            byte[] palette = new byte[0];
            var packed = new ByteArrayOutputStream();
            while (true) {
                int type = in.getInt(in.position() + 4);
                byte[] data = chunk(in, type);
                switch (type) {
                    case PLTE -> palette = data;
                    case IDAT -> packed.writeBytes(data);
                    case IEND -> {
                        return new PngReader(header, palette).inflate(packed.toByteArray());
                    }
                    default -> {} // times, comments, colour profiles: nothing a QR code needs
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException cutShort) {
            throw new PictureFault("is cut short");
        } catch (DataFormatException notDeflate) {
            throw new PictureFault("is damaged: its pixels do not unpack");
        }
    }

    private static byte[] chunk(ByteBuffer in, int wanted) throws PictureFault {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new PictureFault("is cut short");
        }
        var crc = new CRC32();
        crc.update(in.slice(in.position(), 4 + length));
        int type = in.getInt();
        byte[] data = new byte[length];
        in.get(data);
        if (in.getInt() != (int) crc.getValue()) {
            throw new PictureFault("is damaged: a checksum does not match");
        }
        if (type != wanted) {
            throw new PictureFault("is damaged: it does not start with its header");
        }
        return data;
    }

    private LuminanceSource inflate(byte[] packed) throws DataFormatException, PictureFault {
        byte[] above = new byte[header.rowBytes()];
        byte[] row = new byte[header.rowBytes()];
        try (var inflater = new Inflater()) {
            inflater.setInput(packed);
            for (int y = 0; y < header.height(); y++) {
                byte[] filter = new byte[1];
                fill(inflater, filter);
                fill(inflater, row);
                unfilter(filter[0], row, above);
                for (int x = 0; x < header.width(); x++) {
                    pixels[y * header.width() + x] = (byte) header.brightness(row, x, palette);
                }
                byte[] swap = above;
                above = row;
                row = swap;
            }
        }
        int width = header.width();
        int height = header.height();
        return new PlanarYUVLuminanceSource(pixels, width, height, 0, 0, width, height, false);
    }

    private static void fill(Inflater inflater, byte[] out) throws DataFormatException, PictureFault {
        int filled = 0;
        while (filled < out.length) {
            int n = inflater.inflate(out, filled, out.length - filled);
            if (n == 0) {
                throw new PictureFault("is cut short: rows are missing");
            }
            filled += n;
        }
    }

    private void unfilter(int filter, byte[] row, byte[] above) throws PictureFault {
        int step = header.pixelBytes();
        for (int i = 0; i < row.length; i++) {
            int left = i < step ? 0 : row[i - step] & 0xff;
            int up = above[i] & 0xff;
            int corner = i < step ? 0 : above[i - step] & 0xff;
            row[i] += (byte)
                    switch (filter) {
                        case 0 -> 0;
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        case 4 -> nearest(left, up, corner);
                        default -> throw new PictureFault("is damaged: a row has an unknown filter");
                    };
        }
    }

    /// The neighbour closest to `left + up - corner`: Paeth's predictor.
    private static int nearest(int left, int up, int corner) {
        int guess = left + up - corner;
        int toLeft = Math.abs(guess - left);
        int toUp = Math.abs(guess - up);
        int toCorner = Math.abs(guess - corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }
}
