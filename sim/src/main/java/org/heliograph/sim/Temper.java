package org.heliograph.sim;

import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.StoreMessage;

/// What becomes of the frames that a host's node wants sent: of hostile ones some never leave, though the node tells of
/// itself and keeps its links as all do.
public enum Temper {
    HONEST,
    /// Takes packets and items, and passes nothing on.
    SILENT,
    /// Passes packets on, but keeps every item to itself, though it answers that it holds them.
    SELFISH;

    boolean lets(byte[] frame) {
        return this == HONEST || lets(read(frame));
    }

    private boolean lets(LinkFrame frame) {
        return switch (frame.type()) {
            case LinkFrame.SPHINX, LinkFrame.RELAY -> this != SILENT;
            case LinkFrame.STORE -> this != SILENT && isResult(frame.packet());
            case LinkFrame.RECON -> isOfRecords(frame.packet());
            default -> true;
        };
    }

    private static LinkFrame read(byte[] frame) {
        try {
            return LinkFrame.decode(frame);
        } catch (PeerFault impossible) {
            throw new IllegalStateException("a node sends what is no frame", impossible);
        }
    }

    private static boolean isResult(byte[] packet) {
        try {
            return StoreMessage.decode(packet) instanceof StoreMessage.Result;
        } catch (PeerFault impossible) {
            throw new IllegalStateException("a node sends what is no store message", impossible);
        }
    }

    private static boolean isOfRecords(byte[] packet) {
        try {
            return Recon.decode(packet).set() == Recon.RECORDS;
        } catch (PeerFault impossible) {
            throw new IllegalStateException("a node sends what is no comparison", impossible);
        }
    }
}
