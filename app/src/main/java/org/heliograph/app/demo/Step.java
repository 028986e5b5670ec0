package org.heliograph.app.demo;

import com.google.gson.JsonObject;
import java.time.Duration;

/// One thing the demo tried, and how it went.
public record Step(int number, String what, boolean held, String outcome, Duration took) {
    public JsonObject toJson() {
        var row = new JsonObject();
        row.addProperty("step", number);
        row.addProperty("what", what);
        row.addProperty("ok", held);
        row.addProperty("outcome", outcome);
        row.addProperty("millis", took.toMillis());
        return row;
    }
}
