package org.heliograph.app.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.heliograph.app.door.Answers;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Screen;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What all commands share: their surroundings, and how a question becomes an answer on the screen.
abstract class HelioCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    abstract void run() throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        run();
        return 0;
    }

    final Helio helio() {
        return (Helio) spec.root().userObject();
    }

    final Screen screen() {
        return helio().screen();
    }

    /// Asks a question without texts; shows each row as it is to a script, by `forPeople` to a person.
    final void ask(Request request, Consumer<JsonObject> forPeople) throws IOException, InterruptedException {
        ask(request, () -> null, forPeople);
    }

    final void ask(Request request, Answers.Texts texts, Consumer<JsonObject> forPeople)
            throws IOException, InterruptedException {
        var screen = screen();
        try (var door = helio().door()) {
            door.serve(request, new Answers(texts, screen.json() ? screen::object : forPeople));
        }
    }

    /// A value of a row as text; empty when it is null.
    static Optional<String> text(JsonObject row, String key) {
        return Optional.ofNullable(row.get(key))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }
}
