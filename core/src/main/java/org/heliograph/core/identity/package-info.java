/// Who people are: identity keys, the devices they vouch for, and the keys those devices offer to strangers.
///
/// Start at [ContactCard] (what two people exchange by hand) and [Identity] (one's own). An identity key only signs: it
/// certifies a [Device], whose signing key signs the prekeys that a session starts from.
/// - Promise: a [DeviceCertificate], [PrekeyBundle] or [Revocation] of someone else exists only after its signatures
///   have been checked; it keeps the exact bytes that were signed.
/// - Knows neither sessions nor where records lie. Any package of the core may import it.
///   Spec: `docs/protocol/records.md`.
@NullMarked
package org.heliograph.core.identity;

import org.jspecify.annotations.NullMarked;
