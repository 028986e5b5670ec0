package org.heliograph.app.bundle;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.IntFunction;
import org.heliograph.app.door.Answers;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Door;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Progress;
import org.heliograph.core.bundle.Bundle;
import org.heliograph.core.bundle.Bundle.Content;
import org.heliograph.core.bundle.Bundle.Kind;
import org.heliograph.core.bundle.BundleWriter;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Entropy;

/// Writes one bundle: seals items as the node hands them over, and fills the other places with chaff.
public final class Export {
    /// What is to be written.
    ///
    /// @param file what to write, or the folder to write it in
    /// @param alias for whom, unless it is for everyone
    /// @param maxBytes how large it may be
    /// @param passphrase a file whose first line opens the bundle, instead of the network's key
    public record Wish(Path file, Optional<String> alias, long maxBytes, Optional<Path> passphrase) {}

    /// How often the line that shows progress is drawn, in records.
    private static final int DRAWN_EVERY = 256;

    private final NewFile file;
    private final Progress progress;
    private final IntFunction<BundleWriter> beginning;
    private Optional<BundleWriter> begun = Optional.empty();
    private JsonObject manifest = new JsonObject();
    private int records;
    private int written;

    private Export(NewFile file, Progress progress, IntFunction<BundleWriter> beginning) {
        this.file = file;
        this.progress = progress;
        this.beginning = beginning;
    }

    /// Returns when the bundle is safe on its medium, with a row that says what went into it.
    public static JsonObject run(Wish wish, Door door, Progress progress) throws IOException, InterruptedException {
        int most = Bundle.capacity(wish.maxBytes)
                .orElseThrow(() -> Problem.usage(
                        "The smallest bundle has 64 KiB. Nothing was written. Give a larger" + " --max-size."));
        var entropy = Entropy.system();
        var salt = entropy.bytes(Bundle.SALT_BYTES);
        var request = Request.of(Ask.PACK).with("most", most);
        wish.alias.ifPresent(alias -> request.with("for", alias));
        try (var file = NewFile.at(wish.file, entropy);
                var key = new BundleKeys(door, wish.passphrase).key(salt)) {
            var export = new Export(file, progress, contents -> new BundleWriter(key, salt, contents, entropy));
            door.serve(request, new Answers(() -> null, export::take));
            return export.finish();
        }
    }

    /// The first row says how much there is; the others bring it.
    private void take(JsonObject row) {
        if (begun.isPresent()) {
            var items = Base64.getDecoder().decode(row.get("piece").getAsString());
            fill(begun.get(), items);
        } else {
            manifest = row;
            var writer = beginning.apply(row.get("items").getAsInt());
            begun = Optional.of(writer);
            write(writer.first(), writer);
        }
    }

    private void fill(BundleWriter writer, byte[] items) {
        for (int at = 0; at < items.length; at += Item.BYTES) {
            while (!writer.nextHoldsContent()) {
                write(writer.chaff(), writer);
            }
            write(writer.content(new Content(Kind.ITEM, Arrays.copyOfRange(items, at, at + Item.BYTES))), writer);
            written++;
        }
    }

    /// What did not come, because it was acknowledged or over by then, leaves chaff.
    private JsonObject finish() {
        var writer = begun.orElseThrow();
        while (writer.hasNext()) {
            writer.nextHoldsContent();
            write(writer.chaff(), writer);
        }
        file.finish();
        var row = new JsonObject();
        row.addProperty("file", file.target().toString());
        row.addProperty("written", written);
        for (var count : new String[] {"own", "leftOut", "waiting"}) {
            row.add(count, manifest.get(count));
        }
        row.addProperty("bytes", (long) records * Bundle.RECORD_BYTES);
        return row;
    }

    private void write(byte[] record, BundleWriter writer) {
        file.write(record);
        records++;
        if (records % DRAWN_EVERY == 0) {
            progress.step(written + " boxes", records, writer.records());
        }
    }
}
