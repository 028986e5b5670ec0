package org.heliograph.core.delivery;

import org.heliograph.core.wire.Frame;

/// A frame that wants to be sealed now. It is dropped, at no cost, if it is not; it is void after any other call.
public final class Draft {
    private final Frame frame;
    final Box.Load load;
    final ReceiveLog.Report report;

    Draft(Frame frame, Box.Load load, ReceiveLog.Report report) {
        this.frame = frame;
        this.load = load;
        this.report = report;
    }

    public Frame frame() {
        return frame;
    }
}
