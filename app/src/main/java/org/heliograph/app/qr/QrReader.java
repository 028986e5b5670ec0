package org.heliograph.app.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the QR code in a picture.
public final class QrReader {
    /// No file larger than this is looked at.
    public static final int MAX_FILE_BYTES = 32 << 20;

    private QrReader() {}

    /// Whether the file says of itself that it is a PNG.
    public static boolean isPng(byte[] file) {
        return PngReader.isPng(file);
    }

    /// The text of the QR code in a PNG, dark on light or light on dark.
    public static String read(byte[] png) throws PictureFault {
        var source = PngReader.read(png);
        var asPhoto = Map.<DecodeHintType, Object>of(DecodeHintType.TRY_HARDER, true);
        var asDrawing = Map.<DecodeHintType, Object>of(DecodeHintType.PURE_BARCODE, true);
        for (LuminanceSource shown : List.of(source, source.invert())) {
            for (var hints : List.of(asPhoto, asDrawing)) {
                var text = decode(shown, hints);
                if (text.isPresent()) {
                    return text.get();
                }
            }
        }
        throw new PictureFault("shows no QR code that can be read");
    }

    private static Optional<String> decode(LuminanceSource shown, Map<DecodeHintType, Object> hints) {
        try {
            var bitmap = new BinaryBitmap(new HybridBinarizer(shown));
            return Optional.of(new QRCodeReader().decode(bitmap, hints).getText());
        } catch (ReaderException notThisWay) {
            return Optional.empty();
        }
    }
}
