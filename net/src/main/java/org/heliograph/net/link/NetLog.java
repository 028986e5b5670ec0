package org.heliograph.net.link;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// The log of this module: short lines that name no one. A failure shows as the name of its type, never as a stack
/// trace.
public final class NetLog {
    private static final System.Logger LOG = System.getLogger("org.heliograph.net");

    private NetLog() {}

    public static void debug(String what, @Nullable Throwable why) {
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(Level.DEBUG, line(what, why));
        }
    }

    static void warn(String what, @Nullable Throwable why) {
        LOG.log(Level.WARNING, line(what, why));
    }

    /// A bug of ours: also where it happened, so that it can be found.
    public static void bug(String what, Throwable why) {
        var trace = why.getStackTrace();
        LOG.log(Level.ERROR, line(what, why) + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    private static String line(String what, @Nullable Throwable why) {
        return why == null ? what : what + ": " + why.getClass().getSimpleName();
    }
}
