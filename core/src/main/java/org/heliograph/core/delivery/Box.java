package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.Comparator;

/// A box that is kept until it is acknowledged, without its bytes.
final class Box implements Comparable<Box> {
    /// What is inside.
    sealed interface Load {
        /// A letter, or a piece of it.
        record Piece(Letter letter, int index) implements Load {}

        /// Acknowledgements.
        record Report() implements Load {}

        /// Word that no number of a chain below `below` comes any more. Chain 0 stands for nothing: the box was
        /// needed to start a session.
        record Skip(long chainTag, int below) implements Load {}
    }

    private static final Comparator<Box> ORDER = Comparator.comparing(Box::dueAt)
            .thenComparingLong(box -> box.chain.ordinal)
            .thenComparingInt(box -> box.n);

    final SendingChain chain;
    final int n;
    final Load load;

    /// The number of the row that holds it: its letter's, or one of its own.
    final long order;

    /// Changes only through [InFlight], which keeps boxes in order of it.
    Delivery delivery;

    boolean stored;

    /// How often the other end said that it lacks this number, each time after it was sent.
    int missed;

    /// It starts its session.
    boolean starts;

    Box(SendingChain chain, int n, Load load, long order) {
        this.chain = chain;
        this.n = n;
        this.load = load;
        this.order = order;
        delivery = load instanceof Load.Report ? new Delivery.ReadyReport(0, Duration.ZERO) : new Delivery.Ready(0, 0);
    }

    BoxRef ref() {
        return new BoxRef(chain.session, chain.tag, n);
    }

    Duration dueAt() {
        return delivery.dueAt();
    }

    boolean isReport() {
        return load instanceof Load.Report;
    }

    /// By time, then in the order of sealing.
    @Override
    public int compareTo(Box other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(n) + 31 * Long.hashCode(chain.ordinal);
    }
}
