package org.heliograph.app.qr;

/// A picture that cannot be read. The message completes "the picture …".
public final class PictureFault extends Exception {
    private static final long serialVersionUID = 1L;

    PictureFault(String why) {
        super(why);
    }
}
