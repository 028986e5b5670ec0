package org.heliograph.app.door;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What passes through a door while one request is served: texts in, rows out.
public interface Exchange {
    /// The next text to send, or null when no more come. Blocks until one does or the asker has left.
    @Nullable
    String next() throws IOException;

    /// Returns when the asker wants no answer any more. Only after [#next] gave null, or when the request has no texts.
    void awaitLeaving() throws IOException, InterruptedException;

    /// One row of the answer. Blocks while the asker is slow; throws when they have left.
    void row(JsonObject row) throws IOException;
}
