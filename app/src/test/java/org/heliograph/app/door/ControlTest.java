package org.heliograph.app.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a server is there to be reached, not to be named
class ControlTest {
    @TempDir
    Path home;

    /// Answers each text with a row, and refuses the word "no".
    private static void echo(Request request, Exchange exchange) throws IOException {
        for (var text = exchange.next(); text != null; text = exchange.next()) {
            if (text.equals("no")) {
                throw new Problem(Problem.Exit.TIMEOUT, "Asked for it.");
            }
            var row = new JsonObject();
            row.addProperty("said", text);
            exchange.row(row);
        }
    }

    @Test
    void rowsStreamBackWhileTextsStreamIn() throws Exception {
        try (var server = ControlServer.open(home, ControlTest::echo);
                var door = ControlClient.open(home).orElseThrow()) {
            var texts = IntStream.range(0, 5_000).mapToObj(i -> "text " + i).toList();
            var asked = new Asked(texts);
            door.serve(request(), asked);
            assertThat(asked.rows).isEqualTo(texts);
            var again = new Asked(List.of("ä\u2028\"\n"));
            door.serve(request(), again);
            assertThat(again.rows).containsExactly("ä\u2028\"\n");
        }
    }

    @Test
    void aProblemArrivesInItsWordsAndWithItsExit() throws Exception {
        try (var server = ControlServer.open(home, ControlTest::echo);
                var door = ControlClient.open(home).orElseThrow()) {
            var asked = new Asked(List.of("yes", "no"));
            assertThatThrownBy(() -> door.serve(request(), asked))
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.exit()).isEqualTo(Problem.Exit.TIMEOUT))
                    .hasMessage("Asked for it.");
            assertThat(asked.rows).containsExactly("yes");
        }
    }

    @Test
    void onlyTheOwnerMayOpenTheSocket() throws Exception {
        try (var server = ControlServer.open(home, ControlTest::echo)) {
            var mode = Files.getPosixFilePermissions(home.resolve("control.sock"));
            assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
        }
        assertThat(home.resolve("control.sock")).doesNotExist();
    }

    @Test
    void noDoorOpensWhereNoNodeRuns() throws Exception {
        assertThat(ControlClient.open(home)).isEmpty();
        try (var dead = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(home.resolve("control.sock")));
        }
        assertThat(ControlClient.open(home)).isEmpty();
        try (var server = ControlServer.open(home, ControlTest::echo)) {
            assertThat(ControlClient.open(home)).isPresent();
        }
    }

    @Test
    void aHomeWithAVeryLongPathHasADoorToo() throws Exception {
        var deep = Files.createDirectories(home.resolve("a".repeat(100)).resolve("b".repeat(100)));
        try (var server = ControlServer.open(deep, ControlTest::echo);
                var door = ControlClient.open(deep).orElseThrow()) {
            var asked = new Asked(List.of("hello"));
            door.serve(request(), asked);
            assertThat(asked.rows).containsExactly("hello");
            var directory = ControlAddress.of(deep).getParent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThatThrownBy(() -> ControlServer.open(deep, ControlTest::echo))
                    .hasMessageContaining("someone else");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        Files.delete(ControlAddress.of(deep).getParent());
    }

    @Test
    void junkOnTheSocketHarmsNobody() throws Exception {
        try (var server = ControlServer.open(home, ControlTest::echo);
                var door = ControlClient.open(home).orElseThrow()) {
            for (var junk : List.of(
                    "", "\n", "[]\n", "{\n", "\u0000\n", "{\"ask\":\"echo\"}\n{\"no\":1}\n", "[".repeat(50_000))) {
                try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("control.sock")))) {
                    channel.write(ByteBuffer.wrap(junk.getBytes(StandardCharsets.UTF_8)));
                }
            }
            var asked = new Asked(List.of("still here"));
            door.serve(request(), asked);
            assertThat(asked.rows).containsExactly("still here");
        }
    }

    @Test
    void aNodeThatStopsInTheMiddleIsAProblemInWords() throws Exception {
        var left = new CountDownLatch(1);
        Service never = (request, exchange) -> {
            left.countDown();
            throw new IOException("as if killed");
        };
        try (var server = ControlServer.open(home, never);
                var door = ControlClient.open(home).orElseThrow()) {
            assertThatThrownBy(() -> door.serve(request(), new Asked(List.of())))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("The node stopped");
            assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void linesEndAsTheyDoOnAnySystem() throws IOException {
        var lines = new Lines(new ByteArrayInputStream("a\r\n\nb".getBytes(StandardCharsets.UTF_8)));
        assertThat(lines.next()).isEqualTo("a");
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEqualTo("b");
        assertThat(lines.next()).isNull();
        var bad = new Lines(new ByteArrayInputStream(new byte[] {(byte) 0xff, '\n'}));
        assertThatThrownBy(bad::next).hasMessageContaining("UTF-8");
    }

    private static Request request() {
        return Request.of(Ask.SEND);
    }

    private static final class Asked implements Exchange {
        private final List<String> texts;
        private final List<String> rows = new ArrayList<>();
        private int next;

        Asked(List<String> texts) {
            this.texts = texts;
        }

        @Override
        public @Nullable String next() {
            return next < texts.size() ? texts.get(next++) : null;
        }

        @Override
        public void awaitLeaving() {}

        @Override
        public void row(JsonObject row) {
            rows.add(row.get("said").getAsString());
        }
    }
}
