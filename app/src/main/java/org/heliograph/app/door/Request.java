package org.heliograph.app.door;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/// One request, as it is made and as it is read at the other end.
public final class Request {
    private static final String ASK = "ask";

    private final JsonObject json;

    Request(JsonObject json) {
        this.json = json;
    }

    public static Request of(Ask ask) {
        return new Request(new JsonObject()).with(ASK, ask.word());
    }

    public Request with(String name, String value) {
        json.addProperty(name, value);
        return this;
    }

    public Request with(String name, boolean value) {
        json.addProperty(name, value);
        return this;
    }

    public Request with(String name, long value) {
        json.addProperty(name, value);
        return this;
    }

    public Ask ask() {
        return Ask.of(text(ASK))
                .orElseThrow(() -> Problem.usage("The running node does not know this request, so it is of another"
                        + " version than this command. Stop it and start it again with `helio up`."));
    }

    /// Whether texts follow the request.
    boolean streams() {
        return Ask.of(perhaps(ASK).orElse(""))
                .filter(ask -> ask == Ask.SEND || ask == Ask.UNPACK)
                .isPresent();
    }

    public String text(String name) {
        return perhaps(name).orElseThrow(() -> Problem.usage("The request lacks its '" + name + "'."));
    }

    public Optional<String> perhaps(String name) {
        return value(name).map(JsonElement::getAsString);
    }

    public boolean flag(String name) {
        return value(name).map(JsonElement::getAsBoolean).orElse(false);
    }

    /// A number, or 0 when there is none.
    public long number(String name) {
        try {
            return value(name).map(JsonElement::getAsLong).orElse(0L);
        } catch (NumberFormatException other) {
            throw Problem.usage("The request's '" + name + "' is not a number.");
        }
    }

    private Optional<JsonElement> value(String name) {
        return Optional.ofNullable(json.get(name)).filter(JsonElement::isJsonPrimitive);
    }

    JsonObject json() {
        return json;
    }
}
