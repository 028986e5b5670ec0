package org.heliograph.net.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.testkit.Vectors;
import org.junit.jupiter.api.Test;

class NoiseVectorTest {
    @Test
    void knownAnswersOfTheProtocolsThatLinksSpeak() throws PeerFault {
        var vectors = Vectors.beside(NoiseVectorTest.class, "links.txt");
        assertThat(vectors).hasSize(6);
        for (var vector : vectors) {
            var messages = new ArrayList<NoiseVector.Message>();
            for (int i = 0; vector.has("payload_" + i); i++) {
                messages.add(new NoiseVector.Message(vector.bytes("payload_" + i), vector.bytes("ciphertext_" + i)));
            }
            assertThat(messages).hasSizeGreaterThan(3);
            assertThat(new NoiseVector(vector.fields(), messages).play())
                    .as(vector.text("protocol_name"))
                    .isEmpty();
        }
    }

    /// The public files are large and not ours: `-Dnoise.vectors=DIR` names a directory with `cacophony.txt` and
    /// `snow.txt`.
    @Test
    void everyPublicVectorHolds() throws Exception {
        var directory = System.getProperty("noise.vectors");
        assumeTrue(directory != null, "-Dnoise.vectors names no directory with the public vector files");
        assertThat(failures(Path.of(directory, "cacophony.txt"), 944)).isEmpty();
        assertThat(failures(Path.of(directory, "snow.txt"), 408)).isEmpty();
    }

    private static List<String> failures(Path file, int expected) throws Exception {
        var failures = new ArrayList<String>();
        var vectors = NoiseVector.fromJson(Files.readString(file));
        for (var vector : vectors) {
            try {
                var difference = vector.play();
                if (!difference.isEmpty()) {
                    failures.add(vector.protocolName() + ": " + difference);
                }
            } catch (PeerFault | RuntimeException fault) {
                failures.add(vector.protocolName() + ": " + fault);
            }
        }
        System.out.println(file.getFileName() + ": " + (vectors.size() - failures.size()) + " of " + vectors.size());
        assertThat(vectors).hasSize(expected);
        return failures;
    }
}
