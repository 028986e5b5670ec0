package org.heliograph.core.session;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.Prekey;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// How a session begins: with one message, INIT, from a device that knows the other's prekeys. Who sent it, only the
/// owner of the prekeys can read; and that device has signed all that the two agree on.
public final class Handshake {
    private Handshake() {}

    /// The initiator's end. `initiation` seals the first message; the session seals and opens all others.
    public record Started(Initiation initiation, Session session) {}

    /// The responder's end: whose device it is, the prekey it chose, and the first frame. The caller commits all of it
    /// together, with `replayTag` as seen for that prekey; or closes the session, as if nothing had come.
    public record Accepted(
            DeviceCertificate initiator, long prekeyId, byte[] replayTag, Session session, Session.Opened first) {}

    /// Begins a session with the device whose bundle this is. `suite` is what is pinned for the contact, and so must be
    /// the bundle's. A fault means that the device published keys which nobody can agree with.
    public static Started start(Suite suite, Device me, PrekeyBundle theirs, Entropy entropy) throws PeerFault {
        if (theirs.suite() != suite || me.identity().family() != suite.family()) {
            throw new IllegalArgumentException("prekeys or a device of another suite than " + suite);
        }
        return Initiator.start(me, theirs, entropy);
    }

    /// Accepts an INIT, which nothing follows, or changes nothing: not here, and not in what the caller holds.
    ///
    /// `prekeys` finds this device's prekey of a number; `seen` says whether a replay tag was accepted before;
    /// `certificates` finds what was verified of an identity before.
    public static Accepted accept(
            byte[] init,
            LongFunction<Optional<Prekey>> prekeys,
            Device me,
            Predicate<byte[]> seen,
            Function<ContactId, Optional<DeviceCertificate>> certificates)
            throws PeerFault {
        var message = InitMessage.read(init);
        var prekey = prekeys.apply(message.prekeyId());
        if (prekey.isEmpty()) {
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "an INIT for a prekey that is not held");
        }
        if (prekey.get().suite() != message.suite()) {
            throw new PeerFault(PeerFault.Kind.FORGED, "an INIT of another suite than its prekey");
        }
        var replayTag = message.replayTag();
        if (seen.test(replayTag)) {
            throw new PeerFault(PeerFault.Kind.REPLAYED, "an INIT accepted before");
        }
        var responder = new Responder(message, prekey.get(), me, certificates);
        return responder.accept();
    }
}
