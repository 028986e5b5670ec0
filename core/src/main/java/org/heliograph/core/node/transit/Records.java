package org.heliograph.core.node.transit;

import java.util.List;
import org.heliograph.core.mailbox.Reconciliation;
import org.heliograph.core.mesh.RecordSet;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Position;

/// The records of nodes, as a set that neighbours compare.
record Records(RecordSet records) implements Reconciliation.View {
    @Override
    public int set() {
        return records.set();
    }

    @Override
    public int count(Position from, Position end) {
        return records.count(from, end);
    }

    @Override
    public List<ElementId> elements(Position from, Position end) {
        return records.elements(from, end);
    }

    @Override
    public Position place(Position from, int index) {
        return records.place(from, index);
    }

    @Override
    public boolean has(ElementId element) {
        return records.has(element);
    }

    @Override
    public boolean hasDeleted(ElementId element) {
        return records.hasDeleted(element);
    }
}
