package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Secret bytes outside the Java heap: locked when the system allows, wiped when their owner closes them.
///
/// One owner closes it; until then any thread may use it. There is no `equals`, no `hashCode` and nothing in
/// `toString`; [#reveal()] is the one way out.
/// Whoever closes a secret while another thread works with it makes that use the last one: the bytes are wiped when it
/// ends.
public final class Secret implements AutoCloseable {
    /// In `state`, beside the number of running uses.
    private static final int CLOSED = Integer.MIN_VALUE;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Secret.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Place place;

    @SuppressWarnings("unused") // by STATE
    private volatile int state;

    private Secret(Place place) {
        this.place = place;
    }

    /// Takes the bytes over: `source` is zeros afterwards, even when this fails.
    public static Secret taking(byte[] source) {
        try {
            var secret = blank(source.length);
            MemorySegment.copy(source, 0, secret.place.bytes, ValueLayout.JAVA_BYTE, 0, source.length);
            return secret;
        } finally {
            Arrays.fill(source, (byte) 0);
        }
    }

    /// As [#taking], for keys that live long and are seldom used: the memory is unreadable between uses. A use costs
    /// two changes of a page table, which is 2 µs on bare metal and was 60 µs in a virtual machine. At most
    /// [Place.Guarded#MAX] of them, the rest is as in [#taking].
    public static Secret guarded(byte[] source) {
        try {
            return new Secret(Place.Guarded.holding(source));
        } finally {
            Arrays.fill(source, (byte) 0);
        }
    }

    public static Secret random(int length, Entropy entropy) {
        return taking(entropy.bytes(length));
    }

    /// The parts one after the other; they stay open.
    public static Secret join(Secret... parts) {
        int length = 0;
        for (var part : parts) {
            length = Math.addExact(length, part.length());
        }
        var joined = blank(length);
        int at = 0;
        for (var part : parts) {
            var bytes = part.open();
            try {
                MemorySegment.copy(bytes, 0, joined.place.bytes, at, part.length());
            } finally {
                part.shut();
            }
            at += part.length();
        }
        return joined;
    }

    /// False once the system has refused to lock memory that secrets lie in, so that they might reach a swap file.
    public static boolean allLocked() {
        return Slab.allLocked();
    }

    /// Room for a result that C writes. The caller is its only user until it is full.
    static Secret blank(int length) {
        return new Secret(Slab.place(length));
    }

    public Secret copy() {
        return join(this);
    }

    /// A secret of the same length: this one with each byte of `mask`, which may be public, added by exclusive or.
    public Secret masked(Span mask) {
        if (mask.length() != length()) {
            throw new IllegalArgumentException("a mask of " + mask.length() + " bytes for a secret of " + length());
        }
        var masked = blank(length());
        var bytes = open();
        try {
            for (int i = 0; i < mask.length(); i++) {
                int sum = bytes.get(ValueLayout.JAVA_BYTE, i) ^ mask.array()[mask.offset() + i];
                masked.place.bytes.set(ValueLayout.JAVA_BYTE, i, (byte) sum);
            }
            return masked;
        } finally {
            shut();
        }
    }

    public int length() {
        return (int) place.bytes.byteSize();
    }

    /// Whether the bytes are the same, in a time that depends on the lengths only.
    public boolean matches(Secret other) {
        var mine = open();
        try {
            var theirs = other.open();
            try {
                return mine.byteSize() == theirs.byteSize() && Sodium.equal(mine, theirs);
            } finally {
                other.shut();
            }
        } finally {
            shut();
        }
    }

    /// A copy on the heap, which the caller wipes. Each use should say why the bytes must leave.
    public byte[] reveal() {
        var bytes = open();
        try {
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        } finally {
            shut();
        }
    }

    /// Begins a use; [#shut()] must follow. The bytes may not be touched after that: their memory may hold another
    /// secret by then.
    MemorySegment open() {
        int users;
        do {
            users = (int) STATE.getVolatile(this);
            if (users < 0) {
                throw new IllegalStateException("this secret is closed");
            }
        } while (!STATE.compareAndSet(this, users, users + 1));
        try {
            place.unlock();
        } catch (RuntimeException e) {
            leave();
            throw e;
        }
        return place.bytes;
    }

    void shut() {
        place.lock();
        leave();
    }

    private void leave() {
        if ((int) STATE.getAndAdd(this, -1) == CLOSED + 1) {
            place.destroy();
        }
    }

    /// Wipes the bytes. Closing again does nothing.
    @Override
    public void close() {
        if ((int) STATE.getAndBitwiseOr(this, CLOSED) == 0) {
            place.destroy();
        }
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
