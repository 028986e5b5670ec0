package org.heliograph.core.delivery;

/// Room for the next frame in a session: in its next box, and in those after it, which differ for the box that
/// starts the session. `numbersLeft` is how many boxes the sending chain can still number, at least 1.
/// `laterFrameBytes` never becomes less for a contact, since messages are cut by it.
public record Room(long session, int frameBytes, int laterFrameBytes, int numbersLeft) {
    /// Less than this could not carry a piece of a message and an acknowledgement.
    public static final int MIN_FRAME_BYTES = 256;

    public Room {
        if (numbersLeft < 1 || frameBytes < MIN_FRAME_BYTES || laterFrameBytes < frameBytes) {
            throw new IllegalArgumentException("room of " + frameBytes + ", then " + laterFrameBytes);
        }
    }

    /// Whether the next box starts the session.
    boolean first() {
        return frameBytes < laterFrameBytes;
    }
}
