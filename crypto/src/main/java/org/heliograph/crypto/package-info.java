/// Keys with types, and the algorithms under them.
///
/// Start at [Suite], which names what belongs together, and [Secret], which holds what must not be seen. [Aead],
/// [Hkdf], [Hmac], [Sha256], [Blake2b], [ShortHash] and [Argon2id] are functions of their inputs; [SigningKey],
/// [AgreementKey] and [KemKey] are keys of a suite.
/// - Promise: no secret outlives its owner's `close`, and what is made depends on the [Entropy] handed in and on
/// nothing else: the same bytes, the same keys.
/// - No cryptography is written here. libsodium and the JDK's providers compute; this package decides which, checks
/// what comes from others, and keeps keys off the heap.
/// - Native memory never leaves the package. Sizes and codes: `docs/protocol/records.md`.
@NullMarked
package org.heliograph.crypto;

import org.jspecify.annotations.NullMarked;
