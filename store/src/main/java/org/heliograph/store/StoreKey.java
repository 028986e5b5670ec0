package org.heliograph.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.heliograph.crypto.Argon2id;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;

/// The key of a store, made from the home's key file, the machine's identity and the passphrase if there is one.
///
/// A part that is absent is 32 zeros, and the flags of the header, which say what is absent, go into the derivation.
/// All keys that seal something are derived from it, one for each purpose.
final class StoreKey {
    private static final int BYTES = 32;
    private static final byte[] STORE = "HG1/store/root".getBytes(US_ASCII);
    private static final byte[] TAGS = "HG1/store/tags".getBytes(US_ASCII);
    private static final byte[] CHECK = "HG1/store/check".getBytes(US_ASCII);
    private static final byte[] MACHINE = "HG1/store/machine".getBytes(US_ASCII);

    private final HomeFiles files;
    private final Host host;

    StoreKey(HomeFiles files, Host host) {
        this.files = files;
        this.host = host;
    }

    /// Makes the key file and the header of a new home.
    Secret create(Optional<byte[]> passphrase) throws IOException {
        var deviceKey = host.entropy().bytes(BYTES);
        files.writeDurably(files.deviceKey(), deviceKey);
        try (var device = Secret.taking(deviceKey)) {
            var machine = host.identity().map(id -> Sha256.hash(MACHINE, id));
            var blank = Header.fresh(passphrase.isPresent(), machine.isPresent(), host.entropy());
            var key = derive(blank, device, machine.orElse(new byte[BYTES]), passphrase);
            var header = blank.withTags(
                    tag(device, blank, "device", new byte[0]),
                    tag(device, blank, "machine", machine.orElse(new byte[BYTES])),
                    check(key, blank));
            files.writeDurably(files.header(), header.encode());
            return key;
        }
    }

    /// The key of a home that exists, or a refusal that says which part of it is wrong.
    Secret open(Optional<byte[]> passphrase) throws IOException {
        var header = Header.decode(HomeFiles.read(files.header()))
                .orElseThrow(() -> Failures.damaged("the file " + files.header() + " is not as it was written"));
        var deviceKey = HomeFiles.read(files.deviceKey());
        if (deviceKey.length != BYTES) {
            throw wrongDeviceKey();
        }
        try (var device = Secret.taking(deviceKey)) {
            if (!Arrays.equals(header.deviceTag(), tag(device, header, "device", new byte[0]))) {
                throw wrongDeviceKey();
            }
            var machine = machine(header);
            if (!Arrays.equals(header.machineTag(), tag(device, header, "machine", machine))) {
                throw otherMachine();
            }
            checkPresence(header, passphrase);
            var key = derive(header, device, machine, passphrase);
            if (!Arrays.equals(header.check(), check(key, header))) {
                key.close();
                throw new StoreFailure(
                        Kind.KEY, "The passphrase does not open the home " + files.home() + ". Nothing was changed.");
            }
            return key;
        }
    }

    private byte[] machine(Header header) {
        if (!header.isBound()) {
            return new byte[BYTES];
        }
        return host.identity().map(id -> Sha256.hash(MACHINE, id)).orElseThrow(this::otherMachine);
    }

    private void checkPresence(Header header, Optional<byte[]> passphrase) {
        if (header.hasPassphrase() && passphrase.isEmpty()) {
            throw new StoreFailure(
                    Kind.KEY, "The home " + files.home() + " has a passphrase. Give it to open the home.");
        }
        if (!header.hasPassphrase() && passphrase.isPresent()) {
            throw new StoreFailure(
                    Kind.KEY,
                    "The home " + files.home()
                            + " has no passphrase, so the one given protects nothing. Open it without.");
        }
    }

    private static Secret derive(Header header, Secret device, byte[] machine, Optional<byte[]> passphrase) {
        try (var bound = Secret.taking(machine.clone());
                var known = passphrase
                        .map(words ->
                                Argon2id.derive(words, header.salt(), header.passes(), header.memoryBytes(), BYTES))
                        .orElseGet(() -> Secret.taking(new byte[BYTES]));
                var parts = Secret.join(device, bound, known)) {
            return Hkdf.derive(header.salt(), parts, withFlags(STORE, header), BYTES);
        }
    }

    private static byte[] tag(Secret device, Header header, String part, byte[] value) {
        try (var key = Hkdf.derive(header.salt(), device, TAGS, BYTES)) {
            return Arrays.copyOf(Hmac.sha256(key, withFlags(part.getBytes(US_ASCII), header), value), Header.TAG_BYTES);
        }
    }

    private static byte[] check(Secret key, Header header) {
        try (var checking = Hkdf.expand(key, withFlags(CHECK, header), BYTES)) {
            return Arrays.copyOf(Hmac.sha256(checking, header.salt()), Header.TAG_BYTES);
        }
    }

    private static byte[] withFlags(byte[] label, Header header) {
        var info = Arrays.copyOf(label, label.length + 1);
        info[label.length] = (byte) header.flags();
        return info;
    }

    private StoreFailure wrongDeviceKey() {
        return new StoreFailure(
                Kind.KEY,
                "The key file " + files.deviceKey() + " does not belong to this home, or was altered. Without the right"
                        + " one nothing in the home can be opened. " + Failures.HOME_IS_ONE_WHOLE);
    }

    private StoreFailure otherMachine() {
        return new StoreFailure(
                Kind.KEY,
                "The home " + files.home()
                        + " was made on another machine, or this machine was set up anew: a home opens"
                        + " only where it was made. Here, make a home of its own with 'helio init' in another folder.");
    }
}
