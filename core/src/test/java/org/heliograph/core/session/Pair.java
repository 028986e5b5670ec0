package org.heliograph.core.session;

import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// Two ends of one session, whose INIT has been accepted.
record Pair(End alice, End bob, Entropy entropy) implements AutoCloseable {
    private static final byte[] HELLO = "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    static Pair of(Suite suite, Entropy entropy) throws PeerFault {
        return between(new Person(suite, entropy), new Person(suite, entropy), entropy);
    }

    static Pair between(Person alice, Person bob, Entropy entropy) throws PeerFault {
        var started = alice.start(bob, entropy);
        var init = started.initiation().seal(HELLO, entropy);
        return new Pair(
                new End(started.session()), new End(bob.accept(init.message()).session()), entropy);
    }

    /// One message each way, opened.
    void roundTrip() throws PeerFault {
        bob.open(alice.seal(HELLO, entropy).message());
        alice.open(bob.seal(HELLO, entropy).message());
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }
}
