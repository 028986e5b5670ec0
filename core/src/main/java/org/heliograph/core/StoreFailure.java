package org.heliograph.core;

/// The machine under the store failed. The message says what happened, what it means and what to do.
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What failed, as far as it changes what can still be done.
    public enum Kind {
        /// Another process holds this store.
        LOCKED,
        /// The passphrase is missing or wrong, or the device key does not fit this store.
        KEY,
        /// The files are damaged, altered or partly from another time.
        DAMAGED,
        /// There is no room; nothing was changed.
        FULL,
        /// A write or sync failed: what is on disk is unknown, the process must stop.
        IO
    }

    private final Kind kind;

    public StoreFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
