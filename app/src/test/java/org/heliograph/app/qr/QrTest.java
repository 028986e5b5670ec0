package org.heliograph.app.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QrTest {
    /// As long as the longest card.
    private static final String URI = "helio:" + "aebagbafaydqqcik".repeat(8);

    private static final String READ = URI.toUpperCase(java.util.Locale.ROOT);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void aPngReadsBackAtEveryScale(int scale) throws PictureFault {
        assertThat(QrReader.read(QrCode.ofUri(URI).toPng(scale))).isEqualTo(READ);
    }

    @ParameterizedTest(name = "colour type {0}, depth {1}, filter {2}")
    @CsvSource({
        "0, 1, 0",
        "0, 2, 0",
        "0, 4, 1",
        "0, 8, 2",
        "0, 16, 4",
        "2, 8, 4",
        "2, 16, 3",
        "3, 1, 0",
        "3, 4, 0",
        "3, 8, 1",
        "4, 8, 3",
        "4, 16, 2",
        "6, 8, 4",
        "6, 16, 1",
        "6, 8, 0"
    })
    void everyKindOfPngIsRead(int type, int depth, int filter) throws PictureFault {
        assertThat(QrReader.read(Drawing.of(QrCode.ofUri(URI), type, depth, filter)))
                .isEqualTo(READ);
    }

    @Test
    void aLightCodeOnADarkGroundIsRead() throws PictureFault {
        var code = QrCode.ofUri(URI);
        byte[] negative = PngWriter.write(code.side() * 3, (x, y) -> !code.dark(x / 3, y / 3));
        assertThat(QrReader.read(negative)).isEqualTo(READ);
    }

    @Test
    void theTerminalShowsTheSameModules() {
        var code = QrCode.ofUri(URI);
        for (boolean colors : new boolean[] {true, false}) {
            var lines = code.toTerminal(colors)
                    .replaceAll("\u001b\\[[0-9;]*m", "")
                    .lines()
                    .toList();
            for (int y = 0; y < code.side(); y++) {
                for (int x = 0; x < code.side(); x++) {
                    char cell = lines.get(y / 2).charAt(x);
                    boolean ink = cell == '█' || cell == (y % 2 == 0 ? '▀' : '▄');
                    assertThat(ink == colors).isEqualTo(code.dark(x, y));
                }
            }
        }
    }

    @Test
    void theSvgDrawsEveryDarkModuleOnce() {
        var code = QrCode.ofUri(URI);
        int dark = 0;
        for (int i = 0; i < code.side() * code.side(); i++) {
            dark += code.dark(i % code.side(), i / code.side()) ? 1 : 0;
        }
        int drawn = java.util.regex.Pattern.compile("h(\\d+)v1")
                .matcher(code.toSvg())
                .results()
                .mapToInt(run -> Integer.parseInt(run.group(1)))
                .sum();
        assertThat(drawn).isEqualTo(dark);
    }

    @Test
    void aPictureThatIsNoneIsRefusedInWords() {
        byte[] png = QrCode.ofUri(URI).toPng(4);
        refused(new byte[0], "is not a PNG file");
        refused("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), "is not a PNG file");
        refused(Arrays.copyOf(png, png.length / 2), "is cut short");
        refused(PngWriter.write(64, (x, y) -> (x ^ y) % 3 == 0), "shows no QR code");
        refused(Drawing.header(100_000, 100_000, 8, 0, 0), "million pixels");
        refused(Drawing.header(-1, 5, 8, 0, 0), "million pixels");
        refused(Drawing.header(8, 8, 8, 0, 1), "interlaced");
        refused(Drawing.header(8, 8, 3, 0, 0), "colour depth");
        refused(Drawing.header(8, 8, 8, 5, 0), "colour type");
        refused(Drawing.header(8, 8, 8, 0, 0), "cut short");
    }

    @Test
    void noAlteredPngDoesMoreThanBeRefused() {
        byte[] png = QrCode.ofUri(URI).toPng(2);
        var random = new Random(0);
        for (int i = 0; i < 2_000; i++) {
            byte[] altered = png.clone();
            altered[random.nextInt(png.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(QrReader.read(Arrays.copyOf(altered, png.length - random.nextInt(2))))
                        .isEqualTo(READ);
            } catch (PictureFault refused) {
                assertThat(refused).hasMessageMatching("(is|shows) .*");
            }
        }
    }

    private static void refused(byte[] file, String why) {
        assertThatThrownBy(() -> QrReader.read(file))
                .isInstanceOf(PictureFault.class)
                .hasMessageContaining(why);
    }

    /// Other people's PNG files.
    private static final class Drawing {
        static byte[] header(int width, int height, int depth, int type, int interlace) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(PngWriter.SIGNATURE);
            byte[] rest = {(byte) depth, (byte) type, 0, 0, (byte) interlace};
            chunk(
                    out,
                    "IHDR",
                    ByteBuffer.allocate(13)
                            .putInt(width)
                            .putInt(height)
                            .put(rest)
                            .array());
            chunk(out, "IDAT", deflate(new byte[0]));
            chunk(out, "IEND", new byte[0]);
            return out.toByteArray();
        }

        static byte[] of(QrCode code, int type, int depth, int filter) {
            int side = code.side() * 3;
            var out = new ByteArrayOutputStream();
            out.writeBytes(PngWriter.SIGNATURE);
            byte[] rest = {(byte) depth, (byte) type, 0, 0, 0};
            chunk(
                    out,
                    "IHDR",
                    ByteBuffer.allocate(13).putInt(side).putInt(side).put(rest).array());
            chunk(out, "tEXt", "Comment\0drawn by a test".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            if (type == 3) {
                chunk(out, "PLTE", new byte[] {(byte) 250, (byte) 250, (byte) 240, 20, 0, 60});
            }
            chunk(out, "IDAT", deflate(filtered(code, side, type, depth, filter)));
            chunk(out, "IEND", new byte[0]);
            return out.toByteArray();
        }

        private static byte[] filtered(QrCode code, int side, int type, int depth, int filter) {
            int samples = new int[] {1, 0, 3, 1, 2, 0, 4}[type];
            int step = Math.max(1, samples * depth / 8);
            int stride = (side * samples * depth + 7) / 8;
            byte[] above = new byte[stride];
            var out = new ByteArrayOutputStream();
            for (int y = 0; y < side; y++) {
                byte[] row = new byte[stride];
                for (int x = 0; x < side; x++) {
                    paint(row, x, code.dark(x / 3, y / 3), type, depth, samples);
                }
                out.write(filter);
                for (int i = 0; i < stride; i++) {
                    int left = i < step ? 0 : row[i - step] & 0xff;
                    int up = above[i] & 0xff;
                    int corner = i < step ? 0 : above[i - step] & 0xff;
                    out.write(row[i] - predicted(filter, left, up, corner));
                }
                above = row;
            }
            return out.toByteArray();
        }

        private static int predicted(int filter, int left, int up, int corner) {
            int p = left + up - corner;
            int a = Math.abs(p - left);
            int b = Math.abs(p - up);
            int c = Math.abs(p - corner);
            int paeth = a <= b && a <= c ? left : b <= c ? up : corner;
            return new int[] {0, left, up, (left + up) / 2, paeth}[filter];
        }

        private static void paint(byte[] row, int x, boolean dark, int type, int depth, int samples) {
            for (int s = 0; s < samples; s++) {
                boolean alpha = (type == 4 && s == 1) || (type == 6 && s == 3);
                // light modules are transparent black, as some programs leave them
                boolean full = (type == 3 || alpha) ? dark : (!dark && type != 4 && type != 6);
                int value = type == 3 ? (full ? 1 : 0) : full ? (1 << Math.min(depth, 8)) - 1 : 0;
                if (depth >= 8) {
                    row[(x * samples + s) * depth / 8] = (byte) value;
                } else {
                    row[x * depth / 8] |= (byte) (value << (8 - depth - x * depth % 8));
                }
            }
        }

        private static byte[] deflate(byte[] data) {
            try (var deflater = new Deflater()) {
                deflater.setInput(data);
                deflater.finish();
                byte[] out = new byte[data.length + 1000];
                return Arrays.copyOf(out, deflater.deflate(out));
            }
        }

        private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
            byte[] body = ByteBuffer.allocate(4 + data.length)
                    .put(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    .put(data)
                    .array();
            var crc = new CRC32();
            crc.update(body);
            out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
            out.writeBytes(body);
            out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        }
    }
}
