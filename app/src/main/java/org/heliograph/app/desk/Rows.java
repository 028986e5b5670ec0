package org.heliograph.app.desk;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.node.MessageView;
import org.heliograph.core.node.Reply;

/// The objects that scripts see. Their keys are a contract: they may grow, but none changes its name or meaning.
final class Rows {
    /// Guard, mix and exit.
    private static final int PATH_HOPS = 3;

    private Rows() {}

    static JsonObject card(Reply.CardView card) {
        var row = new JsonObject();
        row.addProperty("name", card.name());
        row.addProperty("card", card.card());
        row.addProperty("identity", card.identity());
        row.addProperty("fingerprint", card.fingerprint());
        row.addProperty("suite", card.suite());
        return row;
    }

    static JsonObject contact(Reply.ContactView contact) {
        var row = new JsonObject();
        row.addProperty("alias", contact.alias());
        row.addProperty("identity", contact.identity());
        row.addProperty("fingerprint", contact.fingerprint());
        row.addProperty("suite", contact.suite());
        row.addProperty("verified", contact.verified());
        row.addProperty("session", contact.session());
        row.addProperty("direct", contact.direct());
        row.addProperty("ttlSeconds", contact.ttlSeconds());
        return row;
    }

    static JsonObject safety(Reply.Safety safety) {
        var row = contact(safety.contact());
        row.add("words", texts(safety.words()));
        return row;
    }

    /// A stranger's wish to be a contact: no alias yet.
    static JsonObject request(Reply.RequestView request) {
        var row = new JsonObject();
        row.add("alias", JsonNull.INSTANCE);
        row.addProperty("identity", request.identity());
        row.addProperty("fingerprint", request.fingerprint());
        row.addProperty("suite", request.suite());
        row.addProperty("verified", false);
        row.addProperty("session", "request");
        time(row, "arrivedAt", request.arrivedAtMillis());
        return row;
    }

    static JsonObject sent(MessageId id, String to, MessageState state, String path) {
        var row = new JsonObject();
        row.addProperty("id", id.toHex());
        row.addProperty("to", to);
        row.addProperty("state", word(state));
        text(row, "path", path);
        return row;
    }

    static JsonObject message(MessageView message) {
        var row = new JsonObject();
        row.addProperty("id", message.id().toHex());
        row.addProperty("from", message.from());
        row.addProperty("to", message.to());
        row.addProperty("text", message.text());
        time(row, "sentAt", message.sentAtMillis());
        time(row, "receivedAt", message.receivedAtMillis());
        row.addProperty("state", word(message.state()));
        text(row, "path", message.path());
        time(row, "expiresAt", message.expiresAtMillis());
        return row;
    }

    static JsonObject whereabouts(Reply.Whereabouts where) {
        var message = where.message();
        var row = sent(message.id(), message.to(), message.state(), message.path());
        row.addProperty("attempts", where.attempts());
        row.addProperty("copies", where.copies());
        time(row, "last", where.lastTryAtMillis());
        time(row, "next", where.nextTryAtMillis());
        text(row, "reason", where.reason());
        time(row, "sentAt", message.sentAtMillis());
        time(row, "expiresAt", message.expiresAtMillis());
        return row;
    }

    /// `hops` counts the nodes that forward between sender and holder: none while there is no path.
    static JsonObject status(Reply.StatusView status, Reply.PeerList peers, boolean running) {
        var row = new JsonObject();
        row.addProperty("running", running);
        row.addProperty("name", status.name());
        text(row, "node", status.node());
        text(row, "fingerprint", status.fingerprint().orElse(""));
        row.addProperty(
                "peers",
                Math.max(
                        peers.links().size() + peers.dialling().size(),
                        status.mesh().known() - 1));
        row.addProperty("links", status.links());
        row.addProperty("reachable", status.mesh().reached());
        row.addProperty("guards", status.mesh().guards());
        row.addProperty("guardsLinked", status.mesh().linked());
        row.addProperty("forwarded", status.mesh().forwarded());
        row.addProperty("contacts", status.contacts());
        row.addProperty("requests", status.requests());
        row.addProperty("queued", status.queued());
        row.addProperty("held", status.heldItems());
        row.addProperty("heldBytes", status.heldBytes());
        row.addProperty("custody", status.custody());
        row.addProperty("ttlSeconds", status.ttlSeconds());
        row.addProperty("hops", status.mesh().isOnion() ? PATH_HOPS : 0);
        row.addProperty("privacy", status.privacy());
        row.add("warnings", texts(status.warnings()));
        return row;
    }

    static JsonObject peers(JsonObject status, Reply.PeerList peers) {
        var linked = new JsonArray();
        for (var link : peers.links()) {
            var entry = new JsonObject();
            entry.addProperty("node", link.node());
            entry.addProperty("dialled", link.dialled());
            text(entry, "address", link.address());
            entry.add("contacts", texts(link.contacts()));
            linked.add(entry);
        }
        var dialling = new JsonArray();
        for (var dial : peers.dialling()) {
            var entry = new JsonObject();
            entry.addProperty("address", dial.address());
            entry.addProperty("failures", dial.failures());
            entry.addProperty("nextTryInMillis", dial.nextTryInMillis());
            dialling.add(entry);
        }
        var row = new JsonObject();
        for (var key : List.of(
                "running", "node", "peers", "links", "reachable", "guards", "guardsLinked", "queued", "held", "hops")) {
            row.add(key, status.get(key));
        }
        row.add("linked", linked);
        row.add("dialling", dialling);
        return row;
    }

    static JsonObject manifest(Reply.Manifest manifest) {
        var row = new JsonObject();
        row.addProperty("items", manifest.cargo().size());
        row.addProperty("own", manifest.own());
        row.addProperty("leftOut", manifest.leftOut());
        row.addProperty("waiting", manifest.unsealed());
        return row;
    }

    static JsonObject unpacked(Reply.Unpacked unpacked, int malformed) {
        var row = new JsonObject();
        row.addProperty("taken", unpacked.taken());
        row.addProperty("known", unpacked.known());
        row.addProperty("refused", unpacked.refused() + malformed);
        row.addProperty("opened", unpacked.opened());
        return row;
    }

    private static String word(MessageState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void time(JsonObject row, String key, long unixMillis) {
        text(row, key, unixMillis == 0 ? "" : Instant.ofEpochMilli(unixMillis).toString());
    }

    /// What is not known is null, so that every row has every key.
    private static void text(JsonObject row, String key, String value) {
        if (value.isEmpty()) {
            row.add(key, JsonNull.INSTANCE);
        } else {
            row.addProperty(key, value);
        }
    }

    private static JsonArray texts(List<String> values) {
        var array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
