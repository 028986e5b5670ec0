package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.heliograph.testkit.Vectors;

/// Published answers beside this class. How many there are is part of each test, so that none is skipped in silence.
final class Known {
    private Known() {}

    static List<Vectors.Vector> answers(String name, int count) {
        var vectors = Vectors.beside(Known.class, name);
        assertThat(vectors).as(name).hasSize(count);
        return vectors;
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// What a secret holds, after which it is closed.
    static byte[] opened(Secret secret) {
        try (secret) {
            return secret.reveal();
        }
    }
}
