package org.heliograph.app.door;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A command's side of an exchange: it stays until it has its answer.
public record Answers(Texts texts, Consumer<JsonObject> rows) implements Exchange {
    /// Gives the texts to send one by one, then null.
    @FunctionalInterface
    public interface Texts {
        @Nullable
        String next() throws IOException;
    }

    @Override
    public @Nullable String next() throws IOException {
        return texts.next();
    }

    @Override
    public void awaitLeaving() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void row(JsonObject row) {
        rows.accept(row);
    }
}
