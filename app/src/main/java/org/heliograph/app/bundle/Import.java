package org.heliograph.app.bundle;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.heliograph.app.door.Answers;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Door;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Progress;
import org.heliograph.core.bundle.Bundle.Kind;
import org.heliograph.core.bundle.BundleReader;
import org.heliograph.core.bundle.BundleReader.Found;
import org.jspecify.annotations.Nullable;

/// Reads one bundle, and gives the node what opens of it, a few items at a time.
public final class Import {
    /// What is to be read.
    ///
    /// @param passphrase a file whose first line opens the bundle, instead of the network's key
    public record Wish(Path file, Optional<Path> passphrase) {}

    /// What the node makes of the items.
    private static final String[] COUNTS = {"taken", "opened", "known", "refused"};

    private static final int ITEMS_AT_A_TIME = 64;

    /// How often the line that shows progress is drawn, in records.
    private static final int DRAWN_EVERY = 256;

    private final BundleFile file;
    private final BundleReader reader;
    private final Progress progress;
    private final int[] counts = new int[COUNTS.length];
    private int next = 1;
    private int items;
    private int damaged;

    private Import(BundleFile file, BundleReader reader, Progress progress) {
        this.file = file;
        this.reader = reader;
        this.progress = progress;
        this.damaged = BundleReader.missing(file.records());
    }

    /// Returns when all that could be read is durable here, with a row that says what became of it. The progress is the
    /// caller's to close.
    public static JsonObject run(Wish wish, Door door, Progress progress) throws IOException, InterruptedException {
        try (var file = BundleFile.open(wish.file)) {
            var salt = BundleReader.salt(file.record(0)).orElseThrow(() -> nothingOpens(wish));
            try (var key = new BundleKeys(door, wish.passphrase).key(salt)) {
                var reading = new Import(file, new BundleReader(key, salt), progress);
                if (!reading.anySampleOpens()) {
                    throw nothingOpens(wish);
                }
                door.serve(Request.of(Ask.UNPACK), new Answers(reading::nextItems, reading::count));
                return reading.row(wish);
            }
        }
    }

    private boolean anySampleOpens() throws IOException {
        for (int index : BundleReader.samples(file.records())) {
            if (!(reader.open(file.record(index)) instanceof Found.Damaged)) {
                return true;
            }
        }
        return false;
    }

    /// The next items that can be read, in the form the node takes; null after the last.
    private @Nullable String nextItems() throws IOException {
        var found = new ByteArrayOutputStream();
        for (int count = 0; count < ITEMS_AT_A_TIME && next < file.records(); next++) {
            if (next % DRAWN_EVERY == 0) {
                progress.step(items + " boxes", next, file.records());
            }
            switch (reader.open(file.record(next))) {
                case Found.Carried(var content)
                when content.kind() == Kind.ITEM -> {
                    found.writeBytes(content.bytes());
                    count++;
                    items++;
                }
                case Found.Carried _, Found.Nothing _ -> {} // chaff, and what only later versions take
                case Found.Damaged _ -> damaged++;
            }
        }
        return found.size() == 0 ? null : Base64.getEncoder().encodeToString(found.toByteArray());
    }

    private void count(JsonObject row) {
        for (int i = 0; i < COUNTS.length; i++) {
            counts[i] += row.get(COUNTS[i]).getAsInt();
        }
    }

    private JsonObject row(Wish wish) {
        var row = new JsonObject();
        row.addProperty("file", wish.file.toString());
        for (int i = 0; i < COUNTS.length; i++) {
            row.addProperty(COUNTS[i], counts[i]);
        }
        row.addProperty("damaged", damaged);
        return row;
    }

    private static Problem nothingOpens(Wish wish) {
        return Problem.failed("Nothing in " + wish.file + " opens with "
                + (wish.passphrase.isPresent() ? "this passphrase" : "the key of this network")
                + ": it is of another network, was made under "
                + (wish.passphrase.isPresent() ? "another passphrase" : "a passphrase (--bundle-passphrase FILE)")
                + ", is no bundle, or is damaged at its very beginning or nearly everywhere. Nothing was taken.");
    }
}
