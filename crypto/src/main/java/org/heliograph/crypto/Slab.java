package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Locked memory cut into cells of one size, so that a ratchet can have thousands of short-lived keys without a system
/// call for each.
///
/// Grows a region at a time up to [#MAX_REGIONS] and never shrinks: a region is forever, so a cell's segment may be
/// kept without a scope to check.
final class Slab {
    /// What one region takes from the system, and from the limit on locked memory.
    static final int REGION_BYTES = 1 << 20;

    /// 64 MiB in cells of one size, a million keys: nobody has as many open but by forgetting to close them.
    static final int MAX_REGIONS = 64;

    /// Keys, chain keys, X448 results.
    static final Slab SMALL = new Slab(64);

    /// Input of key derivations: three DH results and a KEM secret.
    static final Slab MEDIUM = new Slab(512);

    /// Expanded ML-KEM keys.
    static final Slab LARGE = new Slab(4_096);

    private static volatile boolean unlocked;

    private final int cellBytes;
    private final int cellsPerRegion;
    private final MemorySegment[] regions;
    private int regionCount;
    private int[] free = new int[0];
    private int freeCount;

    Slab(int cellBytes) {
        this(cellBytes, MAX_REGIONS);
    }

    Slab(int cellBytes, int maxRegions) {
        this.regions = new MemorySegment[maxRegions];
        this.cellBytes = cellBytes;
        this.cellsPerRegion = REGION_BYTES / cellBytes;
    }

    /// A place for `length` bytes in the smallest cell, or in a region of its own when there is no such cell. Contents
    /// undefined.
    static Place place(int length) {
        if (length <= SMALL.cellBytes) {
            return SMALL.take(length);
        }
        if (length <= MEDIUM.cellBytes) {
            return MEDIUM.take(length);
        }
        return length <= LARGE.cellBytes ? LARGE.take(length) : new Place.Region(length);
    }

    /// False once the system has refused to lock some of the memory secrets lie in: it may then be written to a swap
    /// file.
    static boolean allLocked() {
        return !unlocked;
    }

    static void noteLock(int result) {
        if (result != 0) {
            unlocked = true;
        }
    }

    Place.Cell take(int length) {
        int index;
        MemorySegment region;
        synchronized (this) {
            if (freeCount == 0) {
                grow();
            }
            index = free[--freeCount];
            region = regions[index / cellsPerRegion];
        }
        long offset = (long) (index % cellsPerRegion) * cellBytes;
        return new Place.Cell(this, index, region.asSlice(offset, length));
    }

    synchronized void giveBack(int index) {
        free[freeCount++] = index;
    }

    synchronized int cellsInUse() {
        return regionCount * cellsPerRegion - freeCount;
    }

    private void grow() {
        if (regionCount == regions.length) {
            throw new IllegalStateException("more than " + regionCount * cellsPerRegion + " secrets are open");
        }
        var region = Sodium.malloc(REGION_BYTES);
        noteLock(Sodium.lock(region));
        region.fill((byte) 0);
        regions[regionCount] = region;
        int first = regionCount++ * cellsPerRegion;
        free = Arrays.copyOf(free, regionCount * cellsPerRegion);
        for (int i = cellsPerRegion - 1; i >= 0; i--) {
            free[freeCount++] = first + i;
        }
    }
}
