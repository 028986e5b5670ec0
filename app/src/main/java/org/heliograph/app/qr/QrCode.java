package org.heliograph.app.qr;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Locale;

/// A text as a square of dark and light modules.
public final class QrCode {
    /// Light modules around the square, so that a camera finds its edge: what the standard asks for.
    static final int QUIET = 4;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /// Draws a card's URI. It is put in upper case first: a QR code packs that a third denser, and readers ignore case.
    public static QrCode ofUri(String uri) {
        try {
            return new QrCode(Encoder.encode(uri.toUpperCase(Locale.ROOT), ErrorCorrectionLevel.M)
                    .getMatrix());
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("no QR code holds " + uri.length() + " characters", tooLong);
        }
    }

    /// Modules on one side, with the quiet zone.
    int side() {
        return modules.getWidth() + 2 * QUIET;
    }

    /// Whether the module is dark; everything outside the code is light.
    boolean dark(int x, int y) {
        int column = x - QUIET;
        int row = y - QUIET;
        boolean inside = column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getHeight();
        return inside && modules.get(column, row) == 1;
    }

    /// Two rows of modules to a line of text. With `colors` it sets black on white itself and suits every terminal;
    /// without, it draws the light modules and leaves the dark ones empty, as a dark terminal needs it.
    public String toTerminal(boolean colors) {
        var text = new StringBuilder();
        for (int y = 0; y < side(); y += 2) {
            text.append(colors ? "\u001b[38;5;16;48;5;231m" : "");
            for (int x = 0; x < side(); x++) {
                boolean drawTop = dark(x, y) == colors;
                boolean drawBottom = y + 1 < side() && dark(x, y + 1) == colors;
                text.append(drawTop ? drawBottom ? '█' : '▀' : drawBottom ? '▄' : ' ');
            }
            text.append(colors ? "\u001b[0m\n" : "\n");
        }
        return text.toString();
    }

    /// A black and white image of `scale` pixels to a module.
    public byte[] toPng(int scale) {
        return PngWriter.write(side() * scale, (x, y) -> dark(x / scale, y / scale));
    }

    /// A drawing for print, one unit to a module.
    public String toSvg() {
        var path = new StringBuilder();
        for (int y = 0; y < side(); y++) {
            for (int x = 0; x < side(); x++) {
                if (dark(x, y)) {
                    int from = x;
                    while (dark(x, y)) {
                        x++;
                    }
                    path.append('M').append(from).append(' ').append(y).append('h');
                    path.append(x - from).append("v1H").append(from).append('z');
                }
            }
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" width="%2$d" height="%2$d" \
                shape-rendering="crispEdges">
                <title>Heliograph contact card</title>
                <rect width="%1$d" height="%1$d" fill="#fff"/>
                <path fill="#000" d="%3$s"/>
                </svg>
                """.formatted(side(), side() * 8, path);
    }
}
