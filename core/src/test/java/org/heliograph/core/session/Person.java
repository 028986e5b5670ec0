package org.heliograph.core.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.Identity;
import org.heliograph.core.identity.Prekey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// Somebody with one device and one prekey, who remembers the INITs they accepted.
final class Person {
    final Suite suite;
    final Device device;
    final Prekey prekey;
    private final Set<String> replayTags = new HashSet<>();
    private final Map<ContactId, DeviceCertificate> certificates = new HashMap<>();

    Person(Suite suite, Entropy entropy) {
        this.suite = suite;
        device = Device.create(Identity.generate(suite, entropy), 1_000, entropy);
        prekey = Prekey.create(suite, device, 1_000, entropy);
    }

    Handshake.Started start(Person other, Entropy entropy) throws PeerFault {
        return Handshake.start(suite, device, other.prekey.bundle(), entropy);
    }

    Handshake.Accepted accept(byte[] init) throws PeerFault {
        var accepted = Handshake.accept(
                init,
                id -> id == prekey.id() ? Optional.of(prekey) : Optional.empty(),
                device,
                tag -> replayTags.contains(HexFormat.of().formatHex(tag)),
                identity -> Optional.ofNullable(certificates.get(identity)));
        replayTags.add(HexFormat.of().formatHex(accepted.replayTag()));
        return accepted;
    }

    /// As if the other's prekeys had been read.
    void know(DeviceCertificate certificate) {
        certificates.put(certificate.identity().fingerprint(), certificate);
    }

    void forgetReplays() {
        replayTags.clear();
    }
}
