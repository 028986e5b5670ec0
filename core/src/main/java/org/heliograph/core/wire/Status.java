package org.heliograph.core.wire;

import java.util.Arrays;
import java.util.Optional;

/// What became of an item that was given to a node.
public enum Status {
    STORED(0),
    HAD_IT(1),
    /// Passed on toward a closer node.
    PASSED_ON(2),
    /// Not accepted before its stamp has the bits that come along.
    STAMP_TOO_SMALL(3),
    FULL(4),
    REFUSED(5),
    /// Its sender or reader has deleted it.
    DELETED(6);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<Status> of(int code) {
        return Arrays.stream(values()).filter(it -> it.code == code).findFirst();
    }
}
