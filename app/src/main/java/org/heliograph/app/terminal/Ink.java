package org.heliograph.app.terminal;

/// The few styles used, each with one meaning.
public enum Ink {
    /// Headings and names.
    STRONG("1"),
    /// What is of less importance.
    FAINT("2"),
    /// It went well.
    GOOD("32"),
    /// It waits.
    WAITING("33"),
    /// It failed.
    BAD("31");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    String paint(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
