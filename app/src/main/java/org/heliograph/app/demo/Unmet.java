package org.heliograph.app.demo;

/// What a step expected and did not see.
final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unmet(String words) {
        super(words, null, false, false);
    }
}
