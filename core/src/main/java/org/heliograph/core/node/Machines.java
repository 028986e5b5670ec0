package org.heliograph.core.node;

import org.heliograph.core.Store;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.crypto.Entropy;

/// What every correspondence works with.
record Machines(Store store, Entropy entropy, Self self, Neighbours neighbours, Post post) {}
