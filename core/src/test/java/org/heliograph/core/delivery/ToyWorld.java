package org.heliograph.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.ToyEnd.Crash;
import org.heliograph.testkit.Case;

/// Two ends, a link that comes and goes, and a mailbox that loses, repeats, delays and reorders. All that must
/// hold is checked after every step.
final class ToyWorld {
    /// Bugs that the checks must find, or they check nothing.
    enum Bug {
        NONE,
        /// Bytes leave before what they tell of is durable.
        EFFECTS_BEFORE_COMMIT,
        /// Whoever stored a box is trusted to deliver it.
        DROP_ON_STORED,
        /// What arrived is not remembered.
        NO_PROOF,
        /// Expiry is judged by a clock that goes after.
        SLOW_CLOCK
    }

    private record Confirmation(ToyEnd to, BoxRef ref) {}

    private record Packet(ToyEnd to, byte[] box, Via via) {}

    final Bug bug;
    final int numbersPerChain;
    private final Case random;
    private final ToyEnd alice;
    private final ToyEnd bob;
    private final int lossInHundred;

    /// On the link, in order; what is on it when it breaks is lost.
    private final List<Packet> wire = new ArrayList<>();

    /// In the mail, by the time it arrives.
    private final TreeMap<Duration, List<Packet>> mail = new TreeMap<>();

    private final List<Confirmation> confirmations = new ArrayList<>();
    private Duration uptime = Duration.ofHours(1);
    private boolean faults = true;
    private boolean linked;
    int transmissions;

    ToyWorld(Case random, Bug bug) {
        this.random = random;
        this.bug = bug;
        numbersPerChain = random.pick(8, 30, 4_096);
        lossInHundred = random.pick(0, 10, 30, 60);
        alice = new ToyEnd(0, this, random);
        bob = new ToyEnd(1, this, random);
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    Now now() {
        return new Now(uptime, Instant.EPOCH.plus(Duration.ofDays(20_000)).plus(uptime));
    }

    ToyEnd peerOf(ToyEnd end) {
        return end == alice ? bob : alice;
    }

    // ---- what ends do to the world

    void transmit(ToyEnd from, Transmission sent) {
        transmissions++;
        check(transmissions < 200_000, "endless talk");
        var packet = new Packet(
                peerOf(from), sent.box().box(), sent.way() == Transmission.Way.DIRECT ? Via.DIRECT : Via.MAILBOX);
        if (sent.way() == Transmission.Way.DIRECT) {
            check(from.onLink(), "sent over no link");
            wire.add(packet);
            return;
        }
        int copies = !faults ? 1 : random.nextInt(100) < lossInHundred ? 0 : random.oneIn(8) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            var delay = Duration.ofMillis(!faults ? 500 : random.nextInt(random.oneIn(10) ? 7_200_000 : 5_000));
            mail.computeIfAbsent(uptime.plus(delay), _ -> new ArrayList<>()).add(packet);
        }
        if (random.oneIn(2)) {
            confirmations.add(new Confirmation(from, sent.ref()));
        }
    }

    void crashed(ToyEnd end) {
        breakLink();
    }

    private void breakLink() {
        linked = false;
        wire.clear();
        for (var end : List.of(alice, bob)) {
            if (end.onLink()) {
                end.linkDown();
                end.finish(Crash.NOT);
            }
        }
    }

    // ---- what happens

    void live(int steps) {
        for (int step = 0; step < steps; step++) {
            happen();
            alice.mustKeepWhatItAccepted();
            bob.mustKeepWhatItAccepted();
        }
    }

    private void happen() {
        var end = random.pick(alice, bob);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> end.submit(random.nextInt(200), 0);
            case 4 -> end.submit(random.nextInt(4_000), 0);
            case 5, 6 -> end.submit(random.nextInt(900), random.nextInt(1, 3_000));
            case 7 -> end.submitControl(random.nextInt(2, 800));
            case 8 -> end.cancel();
            case 9 -> {
                if (random.oneIn(4)) {
                    end.renew(random.oneIn(2));
                }
            }
            case 10 -> changeLink();
            case 11, 12, 13 -> pass(Duration.ofMillis(random.nextInt(3_000)));
            case 14 -> pass(Duration.ofSeconds(random.nextInt(4_000)));
            case 15 -> pass(Duration.ofHours(random.nextInt(30)));
            default -> carry(end, random.nextInt(1, 20));
        }
        for (var any : List.of(alice, bob)) {
            any.finish(random.oneIn(12) ? random.pick(Crash.values()) : Crash.NOT);
        }
    }

    private void changeLink() {
        if (linked) {
            breakLink();
        } else {
            linked = true;
            alice.linkUp();
            bob.linkUp();
        }
    }

    private void pass(Duration time) {
        uptime = uptime.plus(time);
    }

    /// Brings up to `count` boxes to one end, from the link and from the mail.
    private void carry(ToyEnd to, int count) {
        var packets = new ArrayList<Packet>();
        wire.stream().filter(packet -> packet.to() == to).limit(count).forEach(packets::add);
        wire.removeAll(packets);
        for (var due : List.copyOf(mail.headMap(uptime, true).values())) {
            due.stream().filter(packet -> packet.to() == to).forEach(packets::add);
            due.removeIf(packet -> packet.to() == to);
        }
        mail.values().removeIf(List::isEmpty);
        packets.forEach(packet -> to.receive(packet.box(), packet.via()));
        confirmations.stream().filter(it -> it.to() == to).forEach(it -> to.stored(it.ref()));
        confirmations.removeIf(it -> it.to() == to);
    }

    /// The faults stop. Everything must arrive or have ended, and then there must be silence.
    void heal() {
        faults = false;
        if (random.nextBoolean() && !linked) {
            changeLink();
        }
        int quiet = 0;
        for (int round = 0; quiet < 3; round++) {
            check(
                    round < 3_000,
                    "no end: " + alice + ", " + bob + ", linked " + linked + ", in the mail " + mail.size());
            int before = transmissions;
            for (var end : List.of(alice, bob)) {
                carry(end, Integer.MAX_VALUE);
                end.finish(Crash.NOT);
            }
            boolean silent = before == transmissions && wire.isEmpty() && mail.isEmpty();
            var next = new ArrayList<Duration>(mail.keySet());
            alice.nextWake().ifPresent(next::add);
            bob.nextWake().ifPresent(next::add);
            quiet = silent && next.isEmpty() ? quiet + 1 : 0;
            next.stream()
                    .min(Duration::compareTo)
                    .filter(it -> it.compareTo(uptime) > 0)
                    .ifPresent(it -> uptime = it);
        }
        pass(Duration.ofHours(2)); // longer than any message lives
        for (var end : List.of(alice, bob)) {
            end.finish(Crash.NOT);
            end.mustKeepWhatItAccepted();
        }
        mustHaveEnded(alice, bob);
        mustHaveEnded(bob, alice);
    }

    private void mustHaveEnded(ToyEnd from, ToyEnd to) {
        check(from.isThrough(), "something was not acknowledged");
        check(from.residue() <= InFlight.MAX_REPORTS, "too many acknowledgements kept");
        check(from.fragments() == 0, "pieces left behind");
        check(to.controls.size() == from.controlsAccepted, "a control was lost");
        from.accepted.forEach((id, expiresAt) -> {
            boolean arrived = to.shown.containsKey(id);
            switch (from.state(id)) {
                case DELIVERED ->
                    check(
                            arrived || expiresAt != Expiring.NEVER || from.cancelled.contains(id),
                            "acknowledged but not shown");
                case EXPIRED ->
                    check(expiresAt != Expiring.NEVER || from.cancelled.contains(id), "expired without expiry");
                case QUEUED, STORED -> throw new AssertionError("no end: " + MessageState.QUEUED);
            }
        });
    }
}
