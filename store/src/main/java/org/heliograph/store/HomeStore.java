package org.heliograph.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.heliograph.core.Store;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.heliograph.store.Contents.RotationStep;
import org.jspecify.annotations.Nullable;

/// The encrypted store in the folder of one home.
///
/// Every failure of the machine comes out as a [StoreFailure]. After a full disk the writes since the last commit are
/// gone and the store goes on; after any other failure each further call is refused, and the store can only be closed.
/// One thread uses it.
public final class HomeStore implements Store {
    private static final Duration ROW_KEY_LIFE = Duration.ofHours(24);
    private static final Duration ROW_KEY_LIFE_AT_CLOSE = Duration.ofHours(1);

    private final Home home;
    private final Keys keys;
    private final Contents contents;
    private @Nullable StoreFailure failed;
    private boolean closed;

    private HomeStore(Home home, Keys keys, Contents contents) {
        this.home = home;
        this.keys = keys;
        this.contents = contents;
    }

    /// Whether there is a store in this folder, whole or not. Files of a [#create] that was cut off do not count.
    public static boolean exists(Path home) {
        return new HomeFiles(home).holdsStore();
    }

    /// Makes a new home; there must be none yet. The passphrase is the caller's to wipe.
    public static HomeStore create(Path home, Optional<byte[]> passphrase) {
        return create(home, passphrase, Host.real());
    }

    /// Opens a home that exists. The passphrase is the caller's to wipe.
    public static HomeStore open(Path home, Optional<byte[]> passphrase) {
        return open(home, passphrase, Host.real(), false);
    }

    /// As [#open], but takes a database that is older than what the home remembers, as after a backup was put back. If
    /// [#restoredFromOlderCopy] then says so, sessions with other people's devices must not go on from it.
    public static HomeStore openRestored(Path home, Optional<byte[]> passphrase) {
        return open(home, passphrase, Host.real(), true);
    }

    static HomeStore create(Path folder, Optional<byte[]> passphrase, Host host) {
        var files = new HomeFiles(folder);
        try (var home = new Home(files, host)) {
            files.makeFolder();
            home.lock();
            if (files.holdsStore()) {
                throw new StoreFailure(Kind.LOCKED, "There is a home in " + folder + " already. Nothing was changed.");
            }
            files.beginAnew();
            var keys = home.unlock(new StoreKey(files, host).create(passphrase));
            Contents.create(home, keys);
            files.endBeginning();
            return opened(home, keys, false);
        } catch (IOException failure) {
            throw Failures.of(failure, folder);
        } catch (SQLException failure) {
            throw Failures.of(failure, folder);
        }
    }

    static HomeStore open(Path folder, Optional<byte[]> passphrase, Host host, boolean acceptOlder) {
        var files = new HomeFiles(folder);
        if (!files.holdsStore()) {
            throw new StoreFailure(Kind.KEY, "There is no home in " + folder + ". Make one with 'helio init'.");
        }
        try (var home = new Home(files, host)) {
            home.lock();
            files.closeToOthers();
            return opened(home, home.unlock(new StoreKey(files, host).open(passphrase)), acceptOlder);
        } catch (IOException failure) {
            throw Failures.of(failure, folder);
        } catch (SQLException failure) {
            throw Failures.of(failure, folder);
        }
    }

    private static HomeStore opened(Home home, Keys keys, boolean acceptOlder) throws IOException, SQLException {
        var store = new HomeStore(home, keys, new Contents(home, keys, acceptOlder));
        home.opened();
        return store;
    }

    /// Whether the database is older than the home remembers; only [#openRestored] opens such a one.
    public boolean restoredFromOlderCopy() {
        return contents.isFromOlderCopy();
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        return attempt(() -> contents.rows(table).value(key));
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {
        attempt(() -> contents.rows(table).put(key, group, value));
    }

    @Override
    public void delete(Table table, byte[] key) {
        attempt(() -> contents.rows(table).delete(key));
    }

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {
        attempt(() -> contents.rows(table).scan(group, visitor));
    }

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {
        attempt(() -> contents.rows(table).scanNewestFirst(group, visitor));
    }

    @Override
    public void scanAll(Table table, Visitor visitor) {
        attempt(() -> contents.rows(table).scanAll(visitor));
    }

    @Override
    public void commit() {
        attempt(contents::commit);
    }

    @Override
    public void rollback() {
        attempt(contents::rollback);
    }

    /// Replaces and destroys the key of the ratchet tables if it is a day old, or if the clock was set back by a day.
    /// To
    /// be called between commits, once an hour or so; says whether it did.
    public boolean rotateIfDue(Instant wall) {
        return rotateIfOlderThan(ROW_KEY_LIFE, wall, step -> {});
    }

    boolean rotateIfOlderThan(Duration life, Instant wall, Consumer<RotationStep> reached) {
        return attempt(() -> {
            var age = Duration.between(contents.rotated(), wall).abs();
            if (age.compareTo(life) < 0) {
                return false;
            }
            contents.rotate(wall, reached);
            return true;
        });
    }

    /// As a disk that has no room for more than this many pages of the database.
    void limitPages(long pages) {
        attempt(() -> contents.limitPages(pages));
    }

    /// Forgets what was not committed, wipes the keys, gives the home back. After a failed write only the keys are
    /// wiped:
    /// the rest is left to the end of the process, because closing the files would write to them once more.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (failed == null) {
                rollback();
                finish();
            }
        } finally {
            closed = true;
            keys.close();
            if (failed == null || failed.kind() != Kind.IO) {
                release();
            }
        }
    }

    /// A full disk keeps the row key and the log as they are: nothing is lost by that.
    private void finish() {
        try {
            rotateIfOlderThan(ROW_KEY_LIFE_AT_CLOSE, home.host().clock().instant(), step -> {});
            attempt(contents::finish);
        } catch (StoreFailure failure) {
            if (failure.kind() != Kind.FULL) {
                throw failure;
            }
        }
    }

    private interface Question<T> {
        T ask() throws IOException, SQLException;
    }

    private interface Step {
        void run() throws IOException, SQLException;
    }

    private void attempt(Step step) {
        attempt(() -> {
            step.run();
            return true;
        });
    }

    private <T> T attempt(Question<T> question) {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        if (failed != null) {
            throw failed;
        }
        try {
            return question.ask();
        } catch (IOException failure) {
            throw fail(Failures.of(failure, home.files().home()));
        } catch (SQLException failure) {
            throw fail(Failures.of(failure, home.files().home()));
        } catch (StoreFailure failure) {
            throw fail(failure);
        }
    }

    private StoreFailure fail(StoreFailure failure) {
        if (failure.kind() != Kind.FULL) {
            failed = failure;
            return failure;
        }
        try {
            contents.recover();
        } catch (SQLException second) {
            failed = Failures.of(second, home.files().home());
            failed.addSuppressed(failure);
            return failed;
        }
        return failure;
    }

    private void release() {
        try {
            home.release();
        } catch (IOException failure) {
            throw Failures.of(failure, home.files().home());
        } catch (SQLException failure) {
            throw Failures.of(failure, home.files().home());
        }
    }
}
