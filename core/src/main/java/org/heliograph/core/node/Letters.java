package org.heliograph.core.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.Content;
import org.heliograph.core.delivery.Message;
import org.heliograph.core.delivery.Submission;
import org.heliograph.core.delivery.Via;
import org.heliograph.core.delivery.Whereabouts;

/// What a person does with messages: send them, read them, and ask where they are.
final class Letters {
    /// Messages in one answer.
    private static final int MAX_PAGE = 100_000;

    private static final Comparator<MessageView> BY_TIME =
            Comparator.comparingLong(MessageView::sentAtMillis).thenComparing(MessageView::id);

    private final Roster roster;
    private final Correspondences correspondences;

    Letters(Roster roster, Correspondences correspondences) {
        this.roster = roster;
        this.correspondences = correspondences;
    }

    Reply send(Command.Send send, Now now) {
        var contact = roster.named(send.alias());
        if (contact.isEmpty()) {
            return People.unknown(send.alias());
        }
        long usual = contact.get().ttlSeconds().orElse(roster.usualTtlSeconds());
        long ttlSeconds = send.ttlSeconds() == Command.Send.USUAL ? usual : send.ttlSeconds();
        if (ttlSeconds < 0 || ttlSeconds > Command.MAX_TTL_SECONDS) {
            return People.NO_LIFE;
        }
        var conversation =
                correspondences.change(contact.get().id()).orElseThrow().conversation();
        return switch (conversation.submit(Content.text(send.text()), ttlSeconds, now)) {
            case Submission.Accepted(var id) -> new Reply.Queued(id, send.alias(), MessageState.QUEUED);
            case Submission.OutboxFull(var quota) ->
                new Reply.Refused("The outbox for \"" + send.alias() + "\" is full: " + (quota >> 20)
                        + " MiB wait to be delivered. This message was not taken, and nothing was lost. "
                        + "Send it again when some have arrived; see: helio status");
            case Submission.TooLong(var max) ->
                new Reply.Refused("This message is too long: at most " + max
                        + " bytes fit into one. It was not taken. Cut it into parts.");
        };
    }

    Reply history(Command.Messages wanted, Now now) {
        int limit = Math.clamp(wanted.limit(), 1, MAX_PAGE);
        if (wanted.alias().isEmpty()) {
            return new Reply.History(pageOfAll(wanted.since(), limit, now));
        }
        String alias = wanted.alias().get();
        return roster.named(alias)
                .<Reply>map(contact -> new Reply.History(page(contact, wanted.since(), limit, now)))
                .orElseGet(() -> People.unknown(alias));
    }

    Reply where(MessageId id, Now now) {
        for (var correspondence : correspondences.all()) {
            var message = correspondence.conversation().message(id).filter(Message::outgoing);
            if (message.isPresent()) {
                var found = correspondence.conversation().where(id, now).orElseThrow();
                return new Reply.Whereabouts(
                        view(message.get(), correspondence.contact()),
                        found.tries(),
                        found.state() == MessageState.STORED ? 1 : 0,
                        found.last().map(Instant::toEpochMilli).orElse(0L),
                        found.next().map(Instant::toEpochMilli).orElse(0L),
                        reason(found, correspondence));
            }
        }
        return new Reply.Refused("No outgoing message has the id " + id.toHex()
                + ". The ids of your messages are shown by: helio messages --json");
    }

    static MessageView view(Message message, Contact contact) {
        String text = message.content()
                .map(content -> content.isText() ? content.text() : "[a message of a kind this version cannot show]")
                .orElse("");
        return new MessageView(
                message.id(),
                message.outgoing() ? MessageView.ME : contact.alias(),
                message.outgoing() ? contact.alias() : MessageView.ME,
                text,
                message.sentAtMillis(),
                message.receivedAtMillis(),
                message.state(),
                path(message.via()),
                message.expiresAtMillis());
    }

    /// The word for a way, as people and scripts see it; empty while it is unknown.
    static String path(Optional<Via> via) {
        return via.map(way -> switch (way) {
                    case DIRECT -> "direct";
                    case RELAY -> "relay";
                    case ONION -> "onion";
                    case MAILBOX -> "mailbox";
                    case BUNDLE -> "bundle";
                    case RETURNED -> "returned";
                })
                .orElse("");
    }

    private List<MessageView> page(Contact contact, Optional<MessageId> since, int limit, Now now) {
        var conversation = correspondences.find(contact.id()).orElseThrow().conversation();
        var messages = since.isPresent()
                ? conversation.messagesSince(since.get(), limit, now)
                : conversation.messages(limit, now);
        return messages.stream().map(message -> view(message, contact)).toList();
    }

    private List<MessageView> pageOfAll(Optional<MessageId> since, int limit, Now now) {
        var all = new ArrayList<MessageView>();
        roster.all().forEach(contact -> all.addAll(page(contact, Optional.empty(), MAX_PAGE, now)));
        all.sort(BY_TIME);
        int from = since.map(id -> indexAfter(all, id)).orElse(Math.max(0, all.size() - limit));
        return List.copyOf(all.subList(from, Math.min(all.size(), from + limit)));
    }

    private static int indexAfter(List<MessageView> messages, MessageId id) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).id().equals(id)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static String reason(Whereabouts found, Correspondence correspondence) {
        return switch (found.reason()) {
            case NOT_SEALED ->
                correspondence.isWaitingForKeys()
                        ? "waiting for the contact's keys: they come from any node that holds them"
                        : "waiting until earlier messages are confirmed";
            case NOT_SENT -> "waiting for a link to any node";
            case NOT_ACKNOWLEDGED -> "on its way: the contact's device has not confirmed it yet";
            case NOTHING_LEFT -> "nothing is left to do";
        };
    }
}
