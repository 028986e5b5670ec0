package org.heliograph.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryScanTest {
    private static final String CANARY = "Meet at the Lighthouse";

    @Test
    void everyEncodingIsFoundWhateverSurroundsIt() {
        Cases.forAll(200, random -> {
            var before = random.text(12);
            var after = random.text(12);
            Function<String, byte[]> utf8 = text -> text.getBytes(StandardCharsets.UTF_8);
            var text = before + CANARY + after;
            var hidden = random.pick(
                    utf8.apply(text),
                    text.getBytes(StandardCharsets.UTF_16LE),
                    text.getBytes(StandardCharsets.UTF_16BE),
                    utf8.apply(before + CANARY.toUpperCase(java.util.Locale.ROOT)),
                    utf8.apply(HexFormat.of().formatHex(utf8.apply(text))),
                    Base64.getEncoder().encode(utf8.apply(text)),
                    Base64.getUrlEncoder().encode(utf8.apply(text)));
            assertThat(new CanaryScan().text(CANARY).in("wire", hidden)).isNotEmpty();
        });
    }

    @Test
    void base32IsFoundAtEveryAlignment() {
        // "12345Meet at the Lighthouse" and the same behind one to four more bytes, encoded elsewhere.
        for (var encoded : new String[] {
            "GEZDGNBVJVSWK5BAMF2CA5DIMUQEY2LHNB2GQ33VONSQ====",
            "PAYTEMZUGVGWKZLUEBQXIIDUNBSSATDJM5UHI2DPOVZWK===",
            "PB4DCMRTGQ2U2ZLFOQQGC5BAORUGKICMNFTWQ5DIN52XGZI=",
            "PB4HQMJSGM2DKTLFMV2CAYLUEB2GQZJAJRUWO2DUNBXXK43F",
            "PB4HQ6BRGIZTINKNMVSXIIDBOQQHI2DFEBGGSZ3IORUG65LTMU======"
        }) {
            assertThat(new CanaryScan().text(CANARY).in("card", encoded.getBytes(StandardCharsets.US_ASCII)))
                    .as(encoded)
                    .isNotEmpty();
        }
    }

    @Test
    void filesAndTheirNamesAreSearched(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("deep/er"));
        Files.write(home.resolve("deep/er/store"), new byte[] {9, 9, 1, 2, 3, 4, 5, 9});
        Files.write(home.resolve("alice.db"), new byte[] {0});
        var scan = new CanaryScan().text("alice").bytes("a key", new byte[] {1, 2, 3, 4, 5});
        assertThat(scan.in(home))
                .extracting(CanaryScan.Finding::place)
                .containsExactly("the name alice.db", "deep/er/store");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Cases.forAll(
                100,
                random -> assertThat(new CanaryScan().text(CANARY).in("noise", random.bytes(4_096)))
                        .isEmpty());
    }

    @Test
    void aCanaryThatIsFoundByChanceIsRefused() {
        assertThatThrownBy(() -> new CanaryScan().text("bob")).isInstanceOf(IllegalArgumentException.class);
    }
}
