/// A contact card as a picture: drawn for terminals, files and print, and read back from a PNG.
///
/// Start at [QrCode] to draw, [QrReader] to read. Needs no desktop: the image formats are written and parsed here.
/// - Promise: what `QrCode` draws in any of its forms, `QrReader` (for PNG) or a phone (for all) reads back.
/// - A picture comes from anyone: reading one never takes more memory than its bounds say.
@NullMarked
package org.heliograph.app.qr;

import org.jspecify.annotations.NullMarked;
