package org.heliograph.core.delivery;

/// A box as it travels, and the address it waits at, in a form that only the caller reads.
///
/// Both are kept as they are until the box is acknowledged: retries send the same bytes.
public record SealedBox(BoxKind kind, byte[] box, byte[] address) {}
