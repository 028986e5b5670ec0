package org.heliograph.core.history;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Sha256;
import org.heliograph.testkit.Vectors;
import org.heliograph.testkit.Vectors.Vector;
import org.junit.jupiter.api.Test;

/// Answers of a second implementation, and the published one of SipHash.
class KnownAnswersTest {
    private static final List<Vector> VECTORS = Vectors.beside(KnownAnswersTest.class, "history.txt");

    private static List<Vector> of(String kind, int count) {
        var found = VECTORS.stream().filter(it -> it.text("kind").equals(kind)).toList();
        assertThat(found).hasSize(count);
        return found;
    }

    private static byte[] hash(String label, int number) {
        var input = ByteBuffer.allocate(label.length() + 4);
        return Sha256.hash(input.put(label.getBytes(US_ASCII)).putInt(number).array());
    }

    /// Element `number` of the vectors, in the place that the vector says.
    private static Entry element(int number, String place) {
        var hash = hash("id", number);
        var id = place.equals("one-corner")
                ? MessageId.of(ByteBuffer.allocate(MessageId.BYTES)
                        .position(12)
                        .put(hash, 0, 4)
                        .array())
                : MessageId.of(ByteBuffer.allocate(MessageId.BYTES)
                        .put(hash, 0, MessageId.BYTES)
                        .array());
        long lamport = place.equals("counters") ? number + 1 : 9;
        return new Entry(id, lamport, true, new Entry.Body.Trace(ElementId.of(hash("leaf", number))));
    }

    private static Chronicle chronicle(int elements, String place, byte[] key) {
        var chronicle = Chronicle.load(
                new MemoryStore(), End.ALICE, End.BOB, out -> System.arraycopy(key, 0, out, 0, out.length));
        for (int number = 0; number < elements; number++) {
            chronicle.add(element(number, place), End.LONG_AGO);
        }
        return chronicle;
    }

    @Test
    void sipHashIsThePublishedOne() {
        var key = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(key.of(0x0001020304050607L, 0x08090a0b0c0d0e0fL)).isEqualTo(0x3f2acc7f57c29bdbL);
    }

    @Test
    void leavesAreTheSame() {
        for (var vector : of("leaf", 1)) {
            var author = ContactId.of(vector.bytes("author"));
            var whole = new Entry.Body.Whole(
                    Long.parseLong(vector.text("sent")),
                    vector.number("ttl"),
                    vector.number("content_kind"),
                    vector.bytes("content"));
            var entry = new Entry(MessageId.of(vector.bytes("id")), vector.number("lamport"), true, whole);
            assertThat(entry.leaf(author, End.BOB).toBytes()).isEqualTo(vector.bytes("leaf"));
        }
    }

    @Test
    void digestsAreTheSame() {
        for (var vector : of("digest", 8)) {
            var chronicle = chronicle(vector.number("elements"), vector.text("place"), new byte[SipHash.KEY_BYTES]);
            var out = new Writer(Digest.BYTES);
            chronicle.tree().digest().write(out);
            assertThat(out.toBytes()).as(vector.toString()).isEqualTo(vector.bytes("digest"));
        }
    }

    @Test
    void sketchesAreTheSame() throws PeerFault {
        for (var vector : of("sketch", 1)) {
            var symbols = vector.bytes("symbols");
            var key = SipHash.read(new Reader(vector.bytes("key")));
            var out = new Writer(symbols.length);
            chronicle(vector.number("elements"), "counters", new byte[SipHash.KEY_BYTES])
                    .sketch(key, symbols.length / Sketch.SYMBOL_BYTES, Stretch.ALL)
                    .write(out);
            assertThat(out.toBytes()).isEqualTo(symbols);
        }
    }

    @Test
    void bodiesAreTheSame() {
        for (var vector : of("summary", 1)) {
            var chronicle = chronicle(vector.number("elements"), "counters", vector.bytes("key"));
            var parts = List.<SyncBody.Part>of(chronicle.summary(vector.number("symbols")));
            var body = new SyncBody(0, Long.parseLong(vector.text("as_of")), false, parts);
            assertThat(body.encode()).isEqualTo(vector.bytes("body"));
        }
    }
}
