/// The encrypted store of one home: the disk under a node.
///
/// Start at [HomeStore], which implements the core's `Store`; the node's one thread is its only caller.
/// - Promise: what `commit` returned for is there after a crash, and what is not as it was written is refused with a
///   sentence for people, never shown. The files hold no text, name, key, address or time in the clear: they show how
///   many rows each table has, their sizes in steps, and the order in which they were written.
/// - A row is sealed under a key that only this machine, this home's key file and, if set, the passphrase give. Rows of
///   ratchet tables are sealed under a key that is replaced and destroyed every day.
/// - Which versions of which rows are live is known from one sealed head row, so that a row that was removed, doubled,
///   moved or put back from an older copy is found when its table is read in.
/// - Imports the core's root and `crypto`, and SQLite's driver, which it hides.
@NullMarked
package org.heliograph.store;

import org.jspecify.annotations.NullMarked;
