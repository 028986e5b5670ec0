package org.heliograph.core;

/// One live link of this node; never reused within a run.
public record LinkId(long value) {}
