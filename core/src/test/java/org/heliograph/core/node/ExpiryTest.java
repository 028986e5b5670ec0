package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mailbox.Bucket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tries to find what has outlived its time, in any row of anybody (I12).
class ExpiryTest {
    private static final String SECRET = "burn this";

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final Village village = new Village();
    private final Village.House alice = village.settle("alice");
    private final Village.House bob = village.settle("bob");
    private final Village.House carol = village.settle("carol");

    @BeforeEach
    void theyHaveTalked() {
        village.introduce(alice, bob);
        village.link(alice, carol);
        village.link(carol, bob);
        send("hello", 0);
        village.runFor(Duration.ofMinutes(5));
        assertThat(bob.arrived).hasSize(1);
    }

    @Test
    void aMessageThatWasReadIsInNoRowOfEitherEndAMinuteAfterItsEnd() {
        var id = send(SECRET, LIFE.toSeconds());
        village.runFor(LIFE.minus(A_MINUTE));
        assertThat(bob.arrived).extracting(MessageView::text).contains(SECRET);
        assertThat(alice.states).containsEntry(id, MessageState.DELIVERED);
        assertThat(rowsWith(SECRET, alice)).isNotEmpty();
        assertThat(rowsWith(SECRET, bob)).isNotEmpty();
        village.runFor(A_MINUTE.multipliedBy(2));
        nothingIsLeft();
    }

    @Test
    void aMessageThatNeverArrivedIsInNoRowEitherAndItsWriterIsTold() {
        village.cut(carol, bob);
        var id = send(SECRET, LIFE.toSeconds());
        village.runFor(LIFE.minus(A_MINUTE));
        village.runFor(A_MINUTE.multipliedBy(2));
        assertThat(alice.states).containsEntry(id, MessageState.EXPIRED);
        var where = (Reply.Whereabouts) alice.ask(new Command.Where(id));
        assertThat(where.message().state()).isEqualTo(MessageState.EXPIRED);
        assertThat(where.message().text()).isEmpty();
        village.link(carol, bob);
        village.runFor(Duration.ofDays(1));
        assertThat(bob.arrived).extracting(MessageView::text).doesNotContain(SECRET);
        nothingIsLeft();
    }

    @Test
    void storersDropItsBoxByTheEndOfItsBucket() {
        village.cut(carol, bob);
        int before = items(carol);
        send(SECRET, LIFE.toSeconds());
        village.runFor(A_MINUTE);
        assertThat(items(carol)).isGreaterThan(before);
        village.cut(alice, carol); // nobody tells it that the box may go
        village.runFor(Bucket.covering(LIFE).length());
        assertThat(items(carol)).isEqualTo(before);
    }

    @Test
    void whatIsUsualHoldsUnlessSomethingElseIsSaid() {
        assertThat(lifeOf(send("for ever", Command.Send.USUAL))).isZero();
        alice.ask(new Command.Ttl(Optional.empty(), OptionalLong.of(600)));
        assertThat(lifeOf(send("as to all", Command.Send.USUAL))).isEqualTo(600);
        alice.ask(new Command.Ttl(Optional.of("bob"), OptionalLong.of(60)));
        assertThat(lifeOf(send("as to bob", Command.Send.USUAL))).isEqualTo(60);
        assertThat(lifeOf(send("this one longer", 90))).isEqualTo(90);
        assertThat(lifeOf(send("this one for ever", 0))).isZero();
        village.crash(alice);
        village.wake(alice);
        assertThat(lifeOf(send("as to bob still", Command.Send.USUAL))).isEqualTo(60);
        alice.ask(new Command.Ttl(Optional.of("bob"), OptionalLong.empty()));
        assertThat(lifeOf(send("as to all again", Command.Send.USUAL))).isEqualTo(600);
        alice.ask(new Command.Ttl(Optional.of("bob"), OptionalLong.of(0)));
        assertThat(lifeOf(send("to bob for ever", Command.Send.USUAL))).isZero();
    }

    @Test
    void aLifeThatIsNoneIsRefused() {
        for (long seconds : new long[] {-2, Command.MAX_TTL_SECONDS + 1, Long.MAX_VALUE}) {
            assertThat(alice.ask(new Command.Ttl(Optional.of("bob"), OptionalLong.of(seconds))))
                    .isInstanceOf(Reply.Refused.class);
            assertThat(alice.ask(new Command.Send("bob", "never", seconds))).isInstanceOf(Reply.Refused.class);
        }
        assertThat(alice.ask(new Command.Ttl(Optional.of("nobody"), OptionalLong.of(5))))
                .isInstanceOf(Reply.Refused.class);
    }

    private void nothingIsLeft() {
        assertThat(rowsWith(SECRET, alice)).isEmpty();
        assertThat(rowsWith(SECRET, bob)).isEmpty();
        assertThat(rows(bob, Table.FRAGMENT)).isEmpty();
        assertThat(rows(bob, Table.SKIPPED_KEY)).isEmpty();
    }

    private MessageId send(String text, long ttlSeconds) {
        return ((Reply.Queued) alice.ask(new Command.Send("bob", text, ttlSeconds))).id();
    }

    private long lifeOf(MessageId id) {
        var message = ((Reply.Whereabouts) alice.ask(new Command.Where(id))).message();
        return message.expiresAtMillis() == 0 ? 0 : (message.expiresAtMillis() - message.sentAtMillis()) / 1_000;
    }

    private static int items(Village.House house) {
        return rows(house, Table.ITEM).size();
    }

    private static List<byte[]> rows(Village.House house, Table table) {
        var rows = new ArrayList<byte[]>();
        house.store.scanAll(table, (_, row) -> rows.add(row));
        return rows;
    }

    private static List<Table> rowsWith(String text, Village.House house) {
        var found = new ArrayList<Table>();
        for (var table : Table.values()) {
            rows(house, table).stream()
                    .filter(row -> new String(row, StandardCharsets.ISO_8859_1).contains(text))
                    .forEach(_ -> found.add(table));
        }
        return found;
    }
}
