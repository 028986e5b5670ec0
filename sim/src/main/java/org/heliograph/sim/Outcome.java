package org.heliograph.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.LinkId;
import org.heliograph.core.node.Effect;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.Reply;

/// What a host did in a window of time that others must learn of when it is over.
final class Outcome {
    /// A frame on its way.
    record Flight(Host.Wire wire, Duration arrival, byte[] frame) {}

    /// What only the world can do.
    sealed interface Wish {
        record Close(LinkId link) implements Wish {}

        record Dial(String address) implements Wish {}
    }

    /// Something the invariants are about.
    record Report(Duration at, Host host, Fact fact) {}

    sealed interface Fact {
        record Told(Event event) implements Fact {}

        record Answered(Reply reply) implements Fact {}
    }

    private final Host host;
    private final Checks checks;
    private final Traffic traffic = new Traffic();
    private final List<Flight> flights = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private boolean lostPower;

    Outcome(Host host, Checks checks) {
        this.host = host;
        this.checks = checks;
    }

    void committed(List<Effect> effects) {
        checks.committed(host);
        for (var effect : effects) {
            if (effect instanceof Effect.Tell(var event)) {
                reports.add(new Report(host.time(), host, new Fact.Told(event)));
            }
        }
    }

    void answered(Reply reply) {
        reports.add(new Report(host.time(), host, new Fact.Answered(reply)));
    }

    void sent(Host.Wire wire, byte[] frame) {
        traffic.add(frame);
        checks.sent(host, wire.to(), frame);
    }

    void flies(Flight flight) {
        flights.add(flight);
    }

    void wish(Wish wish) {
        wishes.add(wish);
    }

    void lostPower() {
        lostPower = true;
    }

    boolean hasLostPower() {
        return lostPower;
    }

    Traffic traffic() {
        return traffic;
    }

    List<Flight> takeFlights() {
        return take(flights);
    }

    List<Wish> takeWishes() {
        return take(wishes);
    }

    List<Report> takeReports() {
        return take(reports);
    }

    boolean takeLostPower() {
        boolean taken = lostPower;
        lostPower = false;
        return taken;
    }

    private static <T> List<T> take(List<T> list) {
        if (list.isEmpty()) {
            return List.of();
        }
        var taken = List.copyOf(list);
        list.clear();
        return taken;
    }
}
