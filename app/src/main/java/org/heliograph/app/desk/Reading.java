package org.heliograph.app.desk;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.app.door.Exchange;
import org.heliograph.app.door.Problem;
import org.heliograph.core.MessageId;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.MessageView;
import org.heliograph.core.node.Reply;
import org.heliograph.net.EventFeed;

/// One request to read history: of one contact, or of all, woven together by the time at which this device saw each
/// message.
///
/// Without more, a conversation is in the order of its people, which the node knows. What is to go on, from a message
/// or as
/// messages come, is in the order in which they came: only that never puts a new one before an old one. Events merely
/// say that
/// there is something to read; so each message is shown once, however many events there were.
final class Reading {
    /// The newest messages of a conversation that are shown at once.
    private static final int MOST = 100_000;

    private static final Duration LOOK_ANYWAY = Duration.ofMinutes(1);

    private final Host host;
    private final Optional<String> with;
    private final Exchange exchange;
    private final List<Strand> strands = new ArrayList<>();

    Reading(Host host, Optional<String> with, Exchange exchange) {
        this.host = host;
        this.with = with;
        this.exchange = exchange;
    }

    /// All there is, in the order of the conversation.
    void showAll() throws IOException, InterruptedException {
        for (var alias : aliases()) {
            var newest = new Command.Messages(Optional.of(alias), Optional.empty(), MOST);
            strands.add(Strand.of(Desk.ask(host, newest, Reply.History.class).messages()));
        }
        showStrands();
    }

    /// What came after that message.
    void showSince(MessageId last) throws IOException, InterruptedException {
        addStrands();
        skipTo(last);
        showStrands();
    }

    /// What came after that message, or all, and then what comes, until the asker leaves.
    void follow(Optional<MessageId> last) throws IOException, InterruptedException {
        try (var events = host.events().orElseThrow(Reading::nobodyRuns)) {
            Thread.ofVirtual().name("follow").start(() -> closeWhenLeft(events));
            addStrands();
            if (last.isPresent()) {
                skipTo(last.get());
            }
            showStrands();
            while (!events.isOver()) {
                var event = events.next(LOOK_ANYWAY);
                while (event.isPresent()) {
                    event = events.next(Duration.ZERO); // one look serves all that has happened
                }
                addStrands();
                showStrands();
            }
        }
    }

    private List<String> aliases() throws InterruptedException {
        if (with.isPresent()) {
            return List.of(with.get());
        }
        return Desk.ask(host, new Command.Contacts(), Reply.ContactList.class).contacts().stream()
                .map(Reply.ContactView::alias)
                .toList();
    }

    /// One for each contact that has none yet.
    private void addStrands() throws InterruptedException {
        for (var alias : aliases()) {
            if (strands.stream().noneMatch(strand -> strand.isWith(alias))) {
                strands.add(Strand.arriving(host, alias));
            }
        }
    }

    private void skipTo(MessageId last) throws InterruptedException {
        var message = earliest();
        while (message.isPresent() && !message.get().id().equals(last)) {
            message = earliest();
        }
        if (message.isEmpty()) {
            throw Problem.failed("There is no message " + last.toHex() + (with.isPresent() ? " with this contact" : "")
                    + ", so there is nothing after it. `helio messages --json` shows the ids.");
        }
    }

    private void showStrands() throws IOException, InterruptedException {
        var message = earliest();
        while (message.isPresent()) {
            exchange.row(Rows.message(message.get()));
            message = earliest();
        }
    }

    /// Takes the message that this device saw first from its strand.
    private Optional<MessageView> earliest() throws InterruptedException {
        Optional<Strand> first = Optional.empty();
        for (var strand : strands) {
            if (strand.hasNext()
                    && (first.isEmpty() || strand.nextSeenAt() < first.get().nextSeenAt())) {
                first = Optional.of(strand);
            }
        }
        return first.map(Strand::take);
    }

    private void closeWhenLeft(EventFeed events) {
        try {
            exchange.awaitLeaving();
        } catch (IOException | InterruptedException left) {
            Thread.currentThread().interrupt();
        }
        events.close();
    }

    private static Problem nobodyRuns() {
        return Problem.failed("No node is running, so no message can come: --follow would wait for ever."
                + " Start one with `helio up`, or leave --follow away to read what is there.");
    }
}
