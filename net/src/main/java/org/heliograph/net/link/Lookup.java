package org.heliograph.net.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Names of hosts into addresses, within a deadline.
///
/// The system's look-up cannot be interrupted, and a virtual thread in it would hold one of the few threads that carry
/// all the
/// others: with a dead name server two dials would stop every link. So it runs on a thread of the system's own.
final class Lookup {
    private static final Executor APART =
            task -> Thread.ofPlatform().name("name").daemon().start(task);

    private Lookup() {}

    static List<InetAddress> addresses(String host, long deadline) throws IOException {
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException aName) {
            return named(host, deadline);
        }
    }

    private static List<InetAddress> named(String host, long deadline) throws IOException {
        try {
            return CompletableFuture.supplyAsync(() -> ask(host), APART)
                    .get(Wire.millisUntil(deadline), TimeUnit.MILLISECONDS);
        } catch (ExecutionException unknown) {
            throw new IOException("unknown host", unknown.getCause());
        } catch (TimeoutException slow) {
            throw new IOException("the name server took too long", slow);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static List<InetAddress> ask(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            throw new CompletionException(unknown);
        }
    }
}
