package org.heliograph.bench;

import static org.heliograph.bench.BareSodium.of;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.bench.Rounds.Rival;

/// What [PrimitivesBenchmark] measures, turn by turn: the bare call first, then ours.
final class Primitives {
    private Primitives() {}

    static List<List<Rival>> all() throws Exception {
        var pairs = new ArrayList<List<Rival>>();
        for (int size : new int[] {64, 1_024, 3_032}) {
            var at = at(size);
            pairs.add(pair("XChaCha20-Poly1305 seal " + size, at::sealBare, at::sealTyped));
        }
        var at = at(1_024);
        pairs.add(pair("XChaCha20-Poly1305 open 1024", at::openBare, at::openTyped));
        pairs.add(pair("X25519", at::agreeBare, at::agreeTyped));
        pairs.add(pair("Ed25519 sign 1024", at::signBare, at::signTyped));
        pairs.add(pair("Ed25519 verify 1024", at::verifyBare, at::verifyTyped));
        return pairs;
    }

    private static PrimitivesBenchmark at(int size) throws Exception {
        var benchmark = new PrimitivesBenchmark();
        benchmark.size = size;
        try {
            benchmark.prepare();
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
        return benchmark;
    }

    private interface Call {
        Object run() throws Throwable;
    }

    private static List<Rival> pair(String name, Call bare, Call typed) {
        return List.of(new Rival(name + ", bare", work(bare)), new Rival(name + ", ours", work(typed)));
    }

    private static volatile Object sink = of(new byte[0]);

    private static Rounds.Work work(Call call) {
        return times -> {
            try {
                for (int i = 0; i < times; i++) {
                    sink = call.run();
                }
            } catch (Exception | Error failure) {
                throw failure;
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        };
    }
}
