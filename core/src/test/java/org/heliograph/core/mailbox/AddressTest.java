package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.heliograph.core.MemoryStore;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;
import org.junit.jupiter.api.Test;

/// Slots and drops against the answers of an independent reference.
class AddressTest {
    @Test
    void chainSlotsAreThoseOfTheReference() throws IOException {
        var vectors = reference("mailbox");
        assertThat(vectors).hasSize(4);
        for (var vector : vectors) {
            try (var headerKey = Secret.taking(hex(vector, "hk"));
                    var boxKey = Hkdf.expand(headerKey, "HG1/hk-box".getBytes(StandardCharsets.US_ASCII), 32);
                    var seed = ChainSlot.seed(boxKey, number(vector, "j"), number(vector, "v"))) {
                assertThat(seed.reveal()).isEqualTo(hex(vector, "seed"));
                var id = ChainSlot.id(boxKey, number(vector, "j"), number(vector, "v"));
                assertThat(id.toBytes()).isEqualTo(hex(vector, "mb_id"));
                assertThat(id.address().toBytes()).isEqualTo(hex(vector, "addr"));
                long firstOfBlock = number(vector, "j") * (long) ChainSlot.BOXES;
                assertThat(ChainSlot.block(firstOfBlock)).isEqualTo(number(vector, "j"));
                assertThat(HexFormat.of().toHexDigits(ChainSlot.tag(boxKey, firstOfBlock)))
                        .isEqualTo(vector.get("itemtag0").getAsString());
            }
        }
    }

    @Test
    void dropsAreThoseOfTheReference() throws IOException {
        var kinds = List.of(Drop.Kind.PREKEYS, Drop.Kind.INBOX, Drop.Kind.REVOCATION);
        var vectors = reference("intro");
        assertThat(vectors).hasSize(6);
        for (var vector : vectors) {
            var kind = kinds.get(number(vector, "kind") - 1);
            try (var drop = Drop.of(
                    hex(vector, "ik"), hex(vector, "qs"), kind, number(vector, "week"), number(vector, "slot"))) {
                assertThat(drop.id().toBytes()).isEqualTo(hex(vector, "mb_id"));
                assertThat(drop.recordKey().reveal()).isEqualTo(hex(vector, "enc"));
            }
        }
    }

    private static List<JsonObject> reference(String part) throws IOException {
        try (var in = Objects.requireNonNull(MemoryStore.class.getResourceAsStream("reference.json"));
                var text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            var all = JsonParser.parseReader(text).getAsJsonObject();
            return all.getAsJsonArray(part).asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
        }
    }

    private static byte[] hex(JsonObject vector, String name) {
        return HexFormat.of().parseHex(vector.get(name).getAsString());
    }

    private static int number(JsonObject vector, String name) {
        return vector.get(name).getAsInt();
    }
}
