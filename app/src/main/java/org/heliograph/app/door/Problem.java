package org.heliograph.app.door;

/// Something a person wished for and did not get, in the words they are told.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What the process says to the shell that started it.
    public enum Exit {
        FAILED(1),
        USAGE(2),
        TIMEOUT(3),
        STORE(4);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        static Exit of(int code) {
            for (var exit : values()) {
                if (exit.code == code) {
                    return exit;
                }
            }
            return FAILED;
        }
    }

    private final Exit exit;

    /// `words` say what happened, what it means and what to do.
    public Problem(Exit exit, String words) {
        super(words, null, false, false);
        this.exit = exit;
    }

    public static Problem failed(String words) {
        return new Problem(Exit.FAILED, words);
    }

    public static Problem usage(String words) {
        return new Problem(Exit.USAGE, words);
    }

    public Exit exit() {
        return exit;
    }

    /// The words, for a person.
    public String words() {
        var words = getMessage();
        return words == null ? "" : words;
    }
}
