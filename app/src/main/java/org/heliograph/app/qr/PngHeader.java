package org.heliograph.app.qr;

import java.nio.ByteBuffer;

/// How the pixels of a PNG are laid out.
///
/// @param depth bits of one sample
record PngHeader(int width, int height, int depth, Color color) {
    /// What the samples of a pixel are.
    enum Color {
        GREY(1),
        RGB(3),
        PALETTE(1),
        GREY_ALPHA(2),
        RGB_ALPHA(4);

        private final int samples;

        Color(int samples) {
            this.samples = samples;
        }
    }

    static PngHeader parse(byte[] chunk) throws PictureFault {
        if (chunk.length != 13) {
            throw new PictureFault("is damaged: its header has the wrong size");
        }
        var in = ByteBuffer.wrap(chunk);
        int width = in.getInt();
        int height = in.getInt();
        if (width <= 0 || height <= 0 || (long) width * height > PngReader.MAX_PIXELS) {
            throw new PictureFault("is empty or has more than " + PngReader.MAX_PIXELS / 1_000_000 + " million pixels");
        }
        int depth = in.get();
        var header = new PngHeader(width, height, depth, color(in.get()));
        boolean packed = depth == 1 || depth == 2 || depth == 4;
        boolean deep = depth == 16 && header.color != Color.PALETTE;
        if (depth != 8 && !deep && !(packed && header.color.samples == 1)) {
            throw new PictureFault("is damaged: no PNG has that colour depth");
        }
        if (in.getShort() != 0) {
            throw new PictureFault("is packed in an unknown way");
        }
        if (in.get() != 0) {
            throw new PictureFault("is interlaced: save it as a plain PNG, without interlacing");
        }
        return header;
    }

    private static Color color(int type) throws PictureFault {
        return switch (type) {
            case 0 -> Color.GREY;
            case 2 -> Color.RGB;
            case 3 -> Color.PALETTE;
            case 4 -> Color.GREY_ALPHA;
            case 6 -> Color.RGB_ALPHA;
            default -> throw new PictureFault("is damaged: no PNG has that colour type");
        };
    }

    int rowBytes() {
        return Math.toIntExact(((long) width * depth * color.samples + 7) / 8);
    }

    /// How far back the same sample of the pixel to the left is.
    int pixelBytes() {
        return Math.max(1, depth * color.samples / 8);
    }

    /// 0 black to 255 white; what is transparent counts as white paper.
    int brightness(byte[] row, int x, byte[] palette) {
        return switch (color) {
            case GREY -> sample(row, x, 0) * 255 / ((1 << Math.min(depth, 8)) - 1);
            case RGB -> luma(sample(row, x, 0), sample(row, x, 1), sample(row, x, 2));
            case PALETTE -> entry(palette, 3 * sample(row, x, 0));
            case GREY_ALPHA -> onWhite(sample(row, x, 0), sample(row, x, 1));
            case RGB_ALPHA -> onWhite(luma(sample(row, x, 0), sample(row, x, 1), sample(row, x, 2)), sample(row, x, 3));
        };
    }

    /// The sample at its own depth, the upper 8 bits of 16.
    private int sample(byte[] row, int x, int index) {
        if (depth >= 8) {
            return row[(x * color.samples + index) * depth / 8] & 0xff;
        }
        int bit = x * depth;
        return (row[bit / 8] & 0xff) >> (8 - depth - bit % 8) & ((1 << depth) - 1);
    }

    private static int entry(byte[] palette, int at) {
        if (at + 2 >= palette.length) {
            return 255;
        }
        return luma(palette[at] & 0xff, palette[at + 1] & 0xff, palette[at + 2] & 0xff);
    }

    private static int luma(int red, int green, int blue) {
        return (306 * red + 601 * green + 117 * blue) >> 10;
    }

    private static int onWhite(int brightness, int alpha) {
        return 255 - (255 - brightness) * alpha / 255;
    }
}
