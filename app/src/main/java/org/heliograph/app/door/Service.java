package org.heliograph.app.door;

import java.io.IOException;

/// Whoever answers requests.
@FunctionalInterface
public interface Service {
    /// Serves one request to its end. A wish that cannot be met is a [Problem]; an asker who has left, an
    /// `IOException`.
    void serve(Request request, Exchange exchange) throws IOException, InterruptedException;
}
