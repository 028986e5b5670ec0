package org.heliograph.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// The engine with nothing around it: rows of 1 KiB, each commit waits for the disk as ours do.
final class BareCommits implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final byte[] row = new byte[1_024];

    BareCommits(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            for (var setting : List.of("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL")) {
                statement.execute("PRAGMA " + setting);
            }
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY,x BLOB NOT NULL)");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO t(x) VALUES(?)");
    }

    /// Nanoseconds on the wall for `commits` of `rows` each.
    long run(int commits, int rows) throws SQLException {
        long start = System.nanoTime();
        for (int i = 0; i < commits; i++) {
            for (int j = 0; j < rows; j++) {
                insert.setBytes(1, row);
                insert.executeUpdate();
            }
            connection.commit();
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
