package org.heliograph.app.desk;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.heliograph.app.door.Exchange;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.core.PeerFault;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;
import org.heliograph.core.wire.Item;

/// One request about a bundle. The file is the asker's, who reads and writes it with its own rights in its own folder;
/// what passes here are items, a few at a time, so that the node has time for others in between.
final class Carrying {
    /// Items for one step of the node: some 20 ms.
    private static final int PIECE = 64;

    private final Host host;
    private final Exchange exchange;

    Carrying(Host host, Exchange exchange) {
        this.host = host;
        this.exchange = exchange;
    }

    /// The key of one file, which is of no use for another.
    void key(Request request) throws IOException, InterruptedException {
        var wish = new Command.BundleKey(bytes(HexFormat.of()::parseHex, request.text("salt")));
        var reply = Desk.ask(host, wish, Reply.BundleKey.class);
        var secret = reply.key()
                .orElseThrow(() -> Problem.failed("This network is open, so it has no key that a bundle could be sealed"
                        + " with. Nothing was done. Give one yourself, to be told to whoever shall open the bundle:"
                        + " --bundle-passphrase FILE."));
        try (secret) {
            var row = new JsonObject();
            row.addProperty("key", HexFormat.of().formatHex(secret.reveal()));
            exchange.row(row);
        }
    }

    /// A row that says what there is to pack, then rows with some of the items, base64 of one after the other.
    void pack(Request request) throws IOException, InterruptedException {
        var wish = new Command.Manifest(request.perhaps("for"), Math.toIntExact(request.number("most")));
        var manifest = Desk.ask(host, wish, Reply.Manifest.class);
        exchange.row(Rows.manifest(manifest));
        var cargo = manifest.cargo();
        for (int from = 0; from < cargo.size(); from += PIECE) {
            var piece = cargo.subList(from, Math.min(cargo.size(), from + PIECE));
            var packed = Desk.ask(host, new Command.Pack(List.copyOf(piece)), Reply.Packed.class);
            var encoded = new ByteArrayOutputStream(PIECE * Item.BYTES);
            packed.items().forEach(item -> encoded.writeBytes(item.encode()));
            var row = new JsonObject();
            row.addProperty("piece", Base64.getEncoder().encodeToString(encoded.toByteArray()));
            exchange.row(row);
        }
    }

    /// Takes texts of the same form; for each a row that says what became of it.
    void unpack() throws IOException, InterruptedException {
        long bundle = new SecureRandom().nextLong();
        for (var text = exchange.next(); text != null; text = exchange.next()) {
            var encoded = bytes(Base64.getDecoder()::decode, text);
            if (encoded.length > PIECE * Item.BYTES) {
                throw Problem.usage("More than " + PIECE + " items in one text. They were not taken.");
            }
            var items = items(encoded);
            var unpacked = Desk.ask(host, new Command.Unpack(bundle, items), Reply.Unpacked.class);
            int malformed = (encoded.length + Item.BYTES - 1) / Item.BYTES - items.size();
            exchange.row(Rows.unpacked(unpacked, malformed));
        }
    }

    /// Those that are of the form of one.
    private static List<Item> items(byte[] encoded) {
        var items = new ArrayList<Item>();
        for (int at = 0; at < encoded.length; at += Item.BYTES) {
            item(Arrays.copyOfRange(encoded, at, Math.min(encoded.length, at + Item.BYTES)))
                    .ifPresent(items::add);
        }
        return items;
    }

    private static Optional<Item> item(byte[] encoded) {
        try {
            return Optional.of(Item.decode(encoded));
        } catch (PeerFault malformed) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(Decoder decoder, String text) {
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException other) {
            throw Problem.usage("The request's bytes are not written as they should be.");
        }
    }

    @FunctionalInterface
    private interface Decoder {
        byte[] decode(String text);
    }
}
