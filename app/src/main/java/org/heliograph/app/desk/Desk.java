package org.heliograph.app.desk;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.heliograph.app.door.Exchange;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.door.Service;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;
import org.heliograph.net.NodeStopped;
import org.jspecify.annotations.Nullable;

/// Where every request ends.
public final class Desk implements Service {
    private static final String FINGERPRINT = "(?i)[0-9a-f]{8,64}";

    private final Host host;

    public Desk(Host host) {
        this.host = host;
    }

    @Override
    public void serve(Request request, Exchange exchange) throws IOException, InterruptedException {
        switch (request.ask()) {
            case CARD ->
                exchange.row(Rows.card(ask(host, new Command.Card(request.flag("public")), Reply.CardView.class)));
            case ADD -> exchange.row(Rows.contact(ask(host, addition(request), Reply.ContactView.class)));
            case CONTACTS -> contacts(exchange);
            case CONTACT ->
                exchange.row(Rows.contact(
                        ask(host, new Command.ShowContact(request.text("alias")), Reply.ContactView.class)));
            case VERIFY -> {
                var verify = new Command.VerifyContact(request.text("alias"), request.flag("confirm"));
                exchange.row(Rows.safety(ask(host, verify, Reply.Safety.class)));
            }
            case REMOVE -> remove(request.text("alias"), exchange);
            case TTL -> ttl(request.perhaps("alias"), seconds(request), exchange);
            case SEND -> new Sending(host, sendingOf(request), exchange).run();
            case MESSAGES -> read(request, new Reading(host, request.perhaps("with"), exchange));
            case WHERE ->
                exchange.row(Rows.whereabouts(
                        ask(host, new Command.Where(id(request.text("id"))), Reply.Whereabouts.class)));
            case RESTORED -> {
                ask(host, new Command.Restored(), Reply.Done.class);
                exchange.row(status(ask(host, new Command.Peers(), Reply.PeerList.class)));
            }
            case BUNDLE_KEY -> new Carrying(host, exchange).key(request);
            case PACK -> new Carrying(host, exchange).pack(request);
            case UNPACK -> new Carrying(host, exchange).unpack();
            case STATUS -> exchange.row(status(ask(host, new Command.Peers(), Reply.PeerList.class)));
            case PEERS -> {
                var peers = ask(host, new Command.Peers(), Reply.PeerList.class);
                exchange.row(Rows.peers(status(peers), peers));
            }
        }
    }

    /// Makes the identity of a node that has none; its card.
    public static JsonObject create(Host host, Command.Init init) throws InterruptedException {
        var row = Rows.card(ask(host, init, Reply.CardView.class));
        row.remove("card"); // it is handed out by asking for it
        return row;
    }

    /// Keeps a link to that address from now on.
    public static void join(Host host, String address) throws InterruptedException {
        ask(host, new Command.Join(address), Reply.Done.class);
    }

    /// The node's name in the mesh.
    public static String nodeName(Host host) throws InterruptedException {
        return ask(host, new Command.Status(), Reply.StatusView.class).node();
    }

    /// The reply to one command, when it is of the kind that the command has.
    static <R extends Reply> R ask(Host host, Command command, Class<R> kind) throws InterruptedException {
        return kind.cast(settled(reply(host, command)));
    }

    private static Reply reply(Host host, Command command) throws InterruptedException {
        try {
            return host.ask(command).get();
        } catch (ExecutionException failed) {
            throw stopped(failed.getCause());
        }
    }

    /// A refusal as the problem it is; any other reply as it came.
    static Reply settled(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            throw Problem.failed(refused.why());
        }
        return reply;
    }

    /// What a failed answer means to whoever asked.
    static RuntimeException stopped(@Nullable Throwable why) {
        if (why instanceof NodeStopped && why.getCause() instanceof StoreFailure failure) {
            return failure;
        }
        var words = why instanceof NodeStopped && why.getMessage() != null ? why.getMessage() : "The node has stopped.";
        return Problem.failed(words + " What it had accepted is safe in its store. Start it again with `helio up`.");
    }

    private static Command addition(Request request) {
        var card = request.text("card").strip();
        var alias = request.perhaps("alias");
        if (card.matches(FINGERPRINT)) {
            var fingerprint = card.toLowerCase(Locale.ROOT);
            return new Command.AcceptRequest(fingerprint, alias.orElse(madeUp(fingerprint)));
        }
        return switch (ContactCard.parse(card)) {
            case ContactCard.Reading.Sound sound ->
                new Command.AddContact(
                        sound.card(),
                        alias.orElse(madeUp(sound.card().fingerprint().toHex())));
            case ContactCard.Reading.Unreadable not -> throw Problem.failed(not.why() + " Nothing was added.");
        };
    }

    private static String madeUp(String fingerprint) {
        return "friend-" + fingerprint.substring(0, 8);
    }

    private void contacts(Exchange exchange) throws IOException, InterruptedException {
        var all = ask(host, new Command.Contacts(), Reply.ContactList.class);
        for (var contact : all.contacts()) {
            exchange.row(Rows.contact(contact));
        }
        for (var request : all.requests()) {
            exchange.row(Rows.request(request));
        }
    }

    private void ttl(Optional<String> alias, OptionalLong seconds, Exchange exchange)
            throws IOException, InterruptedException {
        ask(host, new Command.Ttl(alias, seconds), Reply.Done.class);
        for (var contact :
                ask(host, new Command.Contacts(), Reply.ContactList.class).contacts()) {
            if (alias.isEmpty() || alias.get().equals(contact.alias())) {
                exchange.row(Rows.contact(contact));
            }
        }
    }

    private void remove(String alias, Exchange exchange) throws IOException, InterruptedException {
        var contact = ask(host, new Command.ShowContact(alias), Reply.ContactView.class);
        ask(host, new Command.RemoveContact(alias), Reply.Done.class);
        exchange.row(Rows.contact(contact));
    }

    private JsonObject status(Reply.PeerList peers) throws InterruptedException {
        return Rows.status(ask(host, new Command.Status(), Reply.StatusView.class), peers, host.running());
    }

    private static Sending.Wish sendingOf(Request request) {
        var wait = switch (request.perhaps("wait").orElse("queued")) {
            case "stored" -> MessageState.STORED;
            case "delivered" -> MessageState.DELIVERED;
            default -> MessageState.QUEUED;
        };
        long timeout = request.number("timeoutMillis");
        var patience = timeout > 0 ? Optional.of(Duration.ofMillis(timeout)) : Optional.<Duration>empty();
        long ttlSeconds = seconds(request).orElse(Command.Send.USUAL);
        return new Sending.Wish(request.text("to"), ttlSeconds, wait, patience);
    }

    private static OptionalLong seconds(Request request) {
        return request.perhaps("ttlSeconds").isPresent()
                ? OptionalLong.of(request.number("ttlSeconds"))
                : OptionalLong.empty();
    }

    private static void read(Request request, Reading reading) throws IOException, InterruptedException {
        var since = request.perhaps("since").map(Desk::id);
        if (request.flag("follow")) {
            reading.follow(since);
        } else if (since.isPresent()) {
            reading.showSince(since.get());
        } else {
            reading.showAll();
        }
    }

    /// The id of a message, as a person wrote it.
    public static MessageId id(String hex) {
        return MessageId.parse(hex.strip().toLowerCase(Locale.ROOT))
                .orElseThrow(
                        () -> Problem.usage("'" + hex + "' is not the id of a message: those are 32 hexadecimal digits,"
                                + " as `helio send` and `helio messages` print them."));
    }
}
