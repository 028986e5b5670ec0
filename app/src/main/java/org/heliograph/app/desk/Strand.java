package org.heliograph.app.desk;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.MessageView;
import org.heliograph.core.node.Reply;

/// The messages of one conversation in their order, a page at a time.
final class Strand {
    private static final int PAGE = 1_000;

    private final Optional<Host> source;
    private final String alias;
    private final ArrayDeque<MessageView> page;
    private MessageId last = MessageId.NONE;

    private Strand(Optional<Host> source, String alias, Collection<MessageView> page) {
        this.source = source;
        this.alias = alias;
        this.page = new ArrayDeque<>(page);
    }

    /// These and no more.
    static Strand of(Collection<MessageView> messages) {
        return new Strand(Optional.empty(), "", messages);
    }

    /// All messages with that contact in the order in which they came, also those that are yet to come.
    static Strand arriving(Host host, String alias) {
        return new Strand(Optional.of(host), alias, List.of());
    }

    boolean isWith(String other) {
        return alias.equals(other);
    }

    /// Whether there is one now. Asks the node when the page is used up.
    boolean hasNext() throws InterruptedException {
        if (page.isEmpty() && source.isPresent()) {
            var next = new Command.Messages(Optional.of(alias), Optional.of(last), PAGE);
            page.addAll(Desk.ask(source.get(), next, Reply.History.class).messages());
        }
        return !page.isEmpty();
    }

    /// When this device saw the next one: wrote it, or received it.
    long nextSeenAt() {
        var next = page.element();
        return next.from().equals(MessageView.ME) ? next.sentAtMillis() : next.receivedAtMillis();
    }

    MessageView take() {
        var next = page.remove();
        last = next.id();
        return next;
    }
}
