package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.Transmission.Way;

/// One sealed box, from the moment it is kept until it is covered by an acknowledgement or dropped.
///
/// It is due at a time; what it then does depends on whether a link is proven for the contact at that time.
sealed interface Delivery {
    Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    /// How long a box on a proven link waits for its acknowledgement before it is deposited too.
    Duration PATIENCE = Duration.ofSeconds(2);

    /// A number reported as a gap is sent again when it was last sent this long ago...
    Duration GAP_AGE = Duration.ofSeconds(30);

    /// ...or, on a proven link, this long ago.
    Duration GAP_AGE_ON_LINK = Duration.ofSeconds(1);

    /// To be sent at the first chance.
    record Ready(int tries, int deposits) implements Delivery {
        @Override
        public Duration dueAt() {
            return Duration.ZERO;
        }
    }

    /// Went over a proven link.
    record OnLink(int tries, int deposits, Duration sentAt) implements Delivery {
        @Override
        public Duration dueAt() {
            return sentAt.plus(PATIENCE);
        }
    }

    /// Was deposited, and perhaps went over a link too.
    record InMail(int tries, int deposits, Duration sentAt, Duration dueAt) implements Delivery {}

    /// An acknowledgement, to be sent.
    record ReadyReport(int tries, Duration dueAt) implements Delivery {}

    /// An acknowledgement that was sent; it is not sent again unless the other end misses it.
    record SentReport(int tries, Duration sentAt) implements Delivery {
        @Override
        public Duration dueAt() {
            return NEVER;
        }
    }

    enum Input {
        /// It is due, and no link is proven.
        DUE,
        /// It is due, and a link is proven.
        DUE_ON_LINK,
        /// A link was proven just now.
        LINK_PROVEN,
        /// The last proven link is gone.
        LINK_LOST,
        /// Deposits may reach where they did not before.
        PATHS_CHANGED,
        /// The other end reports its number as a gap; no link is proven.
        MISSING,
        /// The same, with a proven link.
        MISSING_ON_LINK,
        /// What it acknowledges came again; no link is proven.
        REPEATED,
        /// The same, with a proven link.
        REPEATED_ON_LINK
    }

    /// The next state, and the ways to send the box at once.
    record Step(Delivery next, List<Way> ways) {}

    Duration dueAt();

    int tries();

    /// When it was last sent, by this run of the node.
    default Optional<Duration> lastSent() {
        return switch (this) {
            case Ready _, ReadyReport _ -> Optional.empty();
            case OnLink(var _, var _, var sentAt) -> Optional.of(sentAt);
            case InMail(var _, var _, var sentAt, var _) -> Optional.of(sentAt);
            case SentReport(var _, var sentAt) -> Optional.of(sentAt);
        };
    }

    /// Pure but for `draw`, which gives numbers from 0 to 1 and is asked only where chance has a part.
    static Step on(Delivery state, Input input, Now now, DoubleSupplier draw) {
        return switch (state) {
            case Ready ready -> onReady(ready, input, now, draw);
            case OnLink onLink -> onLink(onLink, input, now, draw);
            case InMail inMail -> inMail(inMail, input, now, draw);
            case ReadyReport report -> readyReport(report, input, now);
            case SentReport report -> sentReport(report, input, now, draw);
        };
    }

    private static Step onReady(Ready state, Input input, Now now, DoubleSupplier draw) {
        return switch (input) {
            case DUE -> deposit(state.tries, state.deposits, now, draw, Way.DEPOSIT);
            case DUE_ON_LINK -> send(new OnLink(state.tries + 1, state.deposits, now.uptime()), Way.DIRECT);
            case LINK_PROVEN, LINK_LOST, PATHS_CHANGED, MISSING, MISSING_ON_LINK, REPEATED, REPEATED_ON_LINK ->
                send(state);
        };
    }

    private static Step onLink(OnLink state, Input input, Now now, DoubleSupplier draw) {
        var ready = new Ready(state.tries, state.deposits);
        return switch (input) {
            case DUE, DUE_ON_LINK -> deposit(state.tries, state.deposits, now, draw, Way.DEPOSIT);
            case LINK_PROVEN, LINK_LOST -> send(ready);
            case PATHS_CHANGED, REPEATED, REPEATED_ON_LINK -> send(state);
            case MISSING -> again(state, ready, state.sentAt.plus(GAP_AGE), now);
            case MISSING_ON_LINK -> again(state, ready, state.sentAt.plus(GAP_AGE_ON_LINK), now);
        };
    }

    private static Step inMail(InMail state, Input input, Now now, DoubleSupplier draw) {
        var ready = new Ready(state.tries, state.deposits);
        return switch (input) {
            case DUE -> deposit(state.tries, state.deposits, now, draw, Way.DEPOSIT);
            case DUE_ON_LINK -> deposit(state.tries, state.deposits, now, draw, Way.DIRECT, Way.DEPOSIT);
            case LINK_PROVEN, PATHS_CHANGED -> send(ready);
            case LINK_LOST, REPEATED, REPEATED_ON_LINK -> send(state);
            case MISSING -> again(state, ready, state.sentAt.plus(GAP_AGE), now);
            case MISSING_ON_LINK -> again(state, ready, state.sentAt.plus(GAP_AGE_ON_LINK), now);
        };
    }

    private static Step readyReport(ReadyReport state, Input input, Now now) {
        return switch (input) {
            case DUE -> send(new SentReport(state.tries + 1, now.uptime()), Way.DEPOSIT);
            case DUE_ON_LINK -> send(new SentReport(state.tries + 1, now.uptime()), Way.DIRECT);
            case LINK_PROVEN, MISSING_ON_LINK -> send(new ReadyReport(state.tries, Duration.ZERO));
            case LINK_LOST, PATHS_CHANGED, MISSING, REPEATED, REPEATED_ON_LINK -> send(state);
        };
    }

    private static Step sentReport(SentReport state, Input input, Now now, DoubleSupplier draw) {
        var ready = new ReadyReport(state.tries, Duration.ZERO);
        return switch (input) {
            case DUE, DUE_ON_LINK, LINK_PROVEN, LINK_LOST, PATHS_CHANGED -> send(state);
            case MISSING -> again(state, ready, state.sentAt.plus(GAP_AGE), now);
            case MISSING_ON_LINK -> again(state, ready, state.sentAt.plus(GAP_AGE_ON_LINK), now);
            case REPEATED -> repeat(state, now.uptime().plus(AckSchedule.pause(draw)));
            case REPEATED_ON_LINK -> repeat(state, now.uptime());
        };
    }

    private static Step deposit(int tries, int deposits, Now now, DoubleSupplier draw, Way... ways) {
        var dueAt = now.uptime().plus(pause(deposits + 1, draw));
        return send(new InMail(tries + 1, deposits + 1, now.uptime(), dueAt), ways);
    }

    private static Step again(Delivery state, Delivery ready, Duration notBefore, Now now) {
        return send(now.uptime().compareTo(notBefore) < 0 ? state : ready);
    }

    private static Step repeat(SentReport state, Duration wishedAt) {
        var allowedAt = state.sentAt.plus(AckSchedule.REPEAT_AFTER);
        return send(new ReadyReport(state.tries, wishedAt.compareTo(allowedAt) < 0 ? allowedAt : wishedAt));
    }

    private static Step send(Delivery next, Way... ways) {
        return new Step(next, List.of(ways));
    }

    /// From one deposit to the next: by a new path soon, for the case that the path was bad; then rarely, for the
    /// case that storers were. From the fifth on they are spread, or all senders would come at the hour of one
    /// event.
    private static Duration pause(int deposits, DoubleSupplier draw) {
        return switch (deposits) {
            case 1 -> Duration.ofSeconds(30);
            case 2 -> Duration.ofHours(1);
            case 3 -> Duration.ofHours(6);
            case 4 -> Duration.ofHours(24);
            default -> Duration.ofMillis((long) (Duration.ofDays(1).toMillis() * (0.8 + 0.4 * draw.getAsDouble())));
        };
    }
}
