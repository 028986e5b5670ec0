package org.heliograph.core.history;

import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// A part of a history: from `from` up to, not including, `end`.
record Stretch(Moment from, Moment end) {
    static final Stretch ALL = new Stretch(Moment.START, Moment.END);

    static Stretch from(Moment from) {
        return new Stretch(from, Moment.END);
    }

    static Stretch upTo(Moment end) {
        return new Stretch(Moment.START, end);
    }

    /// The one place.
    static Stretch at(Moment moment) {
        return new Stretch(moment, moment.next());
    }

    boolean isEmpty() {
        return from.compareTo(end) >= 0;
    }

    void write(Writer out) {
        from.write(out);
        end.write(out);
    }

    static Stretch read(Reader in) throws PeerFault {
        return new Stretch(Moment.read(in), Moment.read(in));
    }
}
