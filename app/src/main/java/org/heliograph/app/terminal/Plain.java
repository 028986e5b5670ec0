package org.heliograph.app.terminal;

/// Makes what others wrote safe to show: no text may move the cursor, change colours or turn the reading direction.
public final class Plain {
    private Plain() {}

    /// The text on one line; everything that would act on a terminal is shown as a symbol or its code.
    public static String line(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    /// As [#line], but keeps line breaks and sets `indent` before each further line.
    public static String block(String text, String indent) {
        return String.join("\n" + indent, text.lines().map(Plain::line).toList());
    }

    private static void append(StringBuilder out, int c) {
        if (c == '\t') {
            out.append(' ');
        } else if (c < 0x20) {
            out.appendCodePoint(0x2400 + c); // the picture of the control character
        } else if (c == 0x7f) {
            out.append('␡');
        } else if (acts(c)) {
            out.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
        } else {
            out.appendCodePoint(c);
        }
    }

    private static boolean acts(int c) {
        boolean turnsDirection = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x61c;
        boolean breaksLine = c == 0x2028 || c == 0x2029;
        boolean half = c >= 0xd800 && c <= 0xdfff;
        return (c >= 0x80 && c < 0xa0) || turnsDirection || breaksLine || half || c == 0x200e || c == 0x200f;
    }
}
