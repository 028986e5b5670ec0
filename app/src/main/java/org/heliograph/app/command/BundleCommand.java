package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.heliograph.app.bundle.Export;
import org.heliograph.app.bundle.Import;
import org.heliograph.app.door.Door;
import org.heliograph.app.door.Problem;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Plain;
import org.heliograph.app.terminal.Sizes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Mail on carried media.
@Command(
        name = "bundle",
        description = "Carry mail on a stick, a card or a disk, where no link reaches.",
        subcommands = {BundleCommand.Write.class, BundleCommand.Read.class},
        footer = {
            "",
            "Example:",
            "  helio bundle export /media/stick            take along what waits here, and acknowledgements",
            "  helio bundle import /media/stick/*.bin      bring it in, at the other end"
        })
final class BundleCommand extends HelioCommand {
    private static final String PASSPHRASE = "--bundle-passphrase";

    @Override
    void run() {
        throw Problem.usage("Say `helio bundle export FILE` to take mail along, or `helio bundle import FILE`.");
    }

    @Command(
            name = "export",
            description = "Write what waits here, and acknowledgements, into a file that can be carried.",
            footer = {
                "",
                "What goes in stays here too, until its reader says that it has come. The file tells who finds it nothing"
                        + " but how large it is, to the next power of two. Its holder cannot change it unnoticed, but can"
                        + " throw it away: export again when nothing comes back.",
                "",
                "Example:",
                "  helio bundle export /media/stick",
                "  helio bundle export for-bob.bin --for bob --max-size 1MB",
                "  helio bundle export /media/stick --bundle-passphrase words.txt"
            })
    static final class Write extends HelioCommand {
        @Parameters(
                paramLabel = "FILE",
                description =
                        "What to write; must not exist yet. In a folder, the file gets a name that tells nothing.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(names = "--for", paramLabel = "ALIAS", description = "Only for this contact, and nothing of others.")
        private @Nullable String alias;

        @Option(
                names = "--max-size",
                paramLabel = "SIZE",
                description = "No larger than this, as 64MB: the most urgent goes first, the rest another time.")
        private @Nullable String maxSize;

        @Option(
                names = PASSPHRASE,
                paramLabel = "FILE",
                description =
                        "Seal it under this file's first line, not under the network's key. An open network has none.")
        private @Nullable Path passphrase;

        @Override
        void run() throws IOException, InterruptedException {
            long maxBytes = maxSize == null ? Long.MAX_VALUE : size(maxSize);
            var wish = new Export.Wish(file, Optional.ofNullable(alias), maxBytes, Optional.ofNullable(passphrase));
            JsonObject row;
            try (var door = helio().door();
                    var progress = screen().progressIfSlow("export")) {
                row = Export.run(wish, door, progress);
            }
            if (screen().json()) {
                screen().object(row);
            } else {
                show(row);
            }
        }

        private static long size(String words) {
            return Sizes.parse(words)
                    .orElseThrow(() -> Problem.usage("--max-size '" + words
                            + "' is not a size. Nothing was written. Write it as 700k, 64MB or 4G."));
        }

        private void show(JsonObject row) {
            int written = row.get("written").getAsInt();
            var screen = screen();
            screen.line(screen.ink(Ink.GOOD, "✓ written") + " "
                    + Plain.line(row.get("file").getAsString()) + "  " + boxes(written) + ", "
                    + row.get("own").getAsInt() + " of them yours, "
                    + Sizes.words(row.get("bytes").getAsLong()));
            if (written == 0) {
                screen.note("Nothing waits to be carried. The file holds none, and looks like one that does.");
            }
            int leftOut = row.get("leftOut").getAsInt();
            if (leftOut > 0) {
                screen.note(boxes(leftOut)
                        + " did not fit and stayed here. They go in a larger file, or once the others are"
                        + " acknowledged.");
            }
            int waiting = row.get("waiting").getAsInt();
            if (waiting > 0) {
                screen.note("Messages that cannot go yet: " + waiting + ". The keys of their contact are not known here"
                        + " (import a bundle of the contact's first), or too many before them are unconfirmed.");
            }
        }
    }

    @Command(
            name = "import",
            description = "Take in what such files carry: for you, or for others.",
            footer = {
                "",
                "What is for you is in `helio messages` afterwards; your word that it came goes back by any way, or with"
                        + " your next export. A file may come twice, late, in part or damaged: what opens is taken, and"
                        + " nothing is shown twice.",
                "",
                "Example:",
                "  helio bundle import /media/stick/*.bin",
                "  helio bundle import from-alice.bin --bundle-passphrase words.txt"
            })
    static final class Read extends HelioCommand {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files that `helio bundle export` wrote.")
        private List<Path> files = List.of();

        @Option(
                names = PASSPHRASE,
                paramLabel = "FILE",
                description = "They were sealed under this file's first line, not under the network's key.")
        private @Nullable Path passphrase;

        @Override
        void run() throws IOException, InterruptedException {
            int failed = 0;
            try (var door = helio().door()) {
                for (var file : files) {
                    failed += take(file, door) ? 0 : 1;
                }
            }
            if (failed > 0) {
                throw Problem.failed(failed + " of " + files.size() + " files could not be read. What was read of the"
                        + " others is safe here.");
            }
        }

        /// False when nothing of the file could be read, but there are others.
        private boolean take(Path file, Door door) throws IOException, InterruptedException {
            JsonObject row;
            try (var progress = screen().progressIfSlow("import")) {
                row = Import.run(new Import.Wish(file, Optional.ofNullable(passphrase)), door, progress);
            } catch (Problem problem) {
                if (files.size() == 1 || problem.exit() != Problem.Exit.FAILED) {
                    throw problem;
                }
                screen().note("helio: " + problem.words());
                return false;
            }
            if (screen().json()) {
                screen().object(row);
            } else {
                show(row);
            }
            return true;
        }

        private void show(JsonObject row) {
            var screen = screen();
            screen.line(screen.ink(Ink.GOOD, "✓ taken") + " "
                    + Plain.line(row.get("file").getAsString()) + "  "
                    + boxes(row.get("taken").getAsInt())
                    + ", " + row.get("opened").getAsInt() + " of them for you; "
                    + row.get("known").getAsInt() + " were here already");
            int refused = row.get("refused").getAsInt();
            if (refused > 0) {
                screen.note(boxes(refused) + " were over, not valid, or found no room here.");
            }
            int damaged = row.get("damaged").getAsInt();
            if (damaged > 0) {
                screen.note(
                        damaged + " records are damaged or cut short; what was in them did not come. Ask for another"
                                + " copy, or wait: their sender keeps it.");
            }
        }
    }

    private static String boxes(int count) {
        return count == 1 ? "1 box" : count + " boxes";
    }
}
