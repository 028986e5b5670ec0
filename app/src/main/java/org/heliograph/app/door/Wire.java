package org.heliograph.app.door;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One connection of the control socket, seen from either end: JSON objects, one to a line.
///
/// The asker sends the request, then `{"text":…}` for each text to send, and closes its side when none follow. The
/// answer is
/// `{"row":…}` as often as there are rows, and at the end `{"done":true}` or `{"problem":"words","exit":1}`.
final class Wire implements AutoCloseable {
    static final String TEXT = "text";
    static final String END = "end";
    static final String ROW = "row";
    static final String DONE = "done";
    static final String PROBLEM = "problem";
    static final String EXIT = "exit";

    private final SocketChannel channel;
    private final Lines in;
    private final OutputStream out;

    Wire(SocketChannel channel) {
        this.channel = channel;
        this.in = new Lines(Channels.newInputStream(channel));
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 16 << 10);
    }

    @Nullable
    JsonObject read() throws IOException {
        var line = in.next();
        if (line == null) {
            return null;
        }
        try {
            return JsonParser.parseString(line).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException notAnObject) {
            throw new IOException("the other end of the control socket sent no JSON object", notAnObject);
        }
    }

    void write(JsonObject object) throws IOException {
        out.write(object.toString().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        out.flush();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            return; // nothing is lost: every object was flushed when it was written
        }
    }
}
