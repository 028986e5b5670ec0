package org.heliograph.net.noise;

import java.util.ArrayList;
import java.util.List;

/// A handshake pattern: who knows which static key beforehand, and the tokens of each message.
///
/// Read from the notation of the Noise text on one line, as in `"<- s ... -> e, es <- e, ee"`. The first message is the
/// initiator's.
public record NoisePattern(String name, boolean initiatorKnown, boolean responderKnown, List<List<Token>> messages) {
    /// One step of a message.
    public enum Token {
        E,
        S,
        EE,
        ES,
        SE,
        SS,
        PSK
    }

    /// Both ends show their static keys, each encrypted to the other: what links use.
    public static final NoisePattern XX = of("XX", "-> e <- e, ee, s, es -> s, se");

    private static final String TO_RESPONDER = "->";
    private static final String TO_INITIATOR = "<-";

    public NoisePattern {
        messages = messages.stream().map(List::copyOf).toList();
    }

    /// Reads the notation; a text that is not of it is a bug of ours.
    public static NoisePattern of(String name, String text) {
        int dots = text.indexOf("...");
        var before = dots < 0 ? "" : text.substring(0, dots);
        var steps = (dots < 0 ? text : text.substring(dots + 3)).strip().split("[\\s,]+", -1);
        var messages = new ArrayList<List<Token>>();
        for (var step : steps) {
            if (step.equals(TO_RESPONDER) || step.equals(TO_INITIATOR)) {
                if (step.equals(TO_RESPONDER) != (messages.size() % 2 == 0)) {
                    throw new IllegalArgumentException(name + ": the ends must take turns");
                }
                messages.add(new ArrayList<>());
            } else {
                messages.getLast().add(Token.valueOf(step.toUpperCase(java.util.Locale.ROOT)));
            }
        }
        return new NoisePattern(name, before.contains("-> s"), before.contains("<- s"), messages);
    }

    /// This pattern with pre-shared keys mixed in at `places`: 0 before the first message, i at the end of message i.
    public NoisePattern withKeysAt(int... places) {
        var changed = new ArrayList<List<Token>>();
        messages.forEach(message -> changed.add(new ArrayList<>(message)));
        var modifiers = new ArrayList<String>();
        for (int place : places) {
            modifiers.add("psk" + place);
            if (place == 0) {
                changed.getFirst().addFirst(Token.PSK);
            } else {
                changed.get(place - 1).addLast(Token.PSK);
            }
        }
        return new NoisePattern(name + String.join("+", modifiers), initiatorKnown, responderKnown, changed);
    }

    /// Only the initiator ever sends.
    public boolean oneWay() {
        return messages.size() == 1;
    }

    boolean usesPreSharedKeys() {
        return messages.stream().anyMatch(message -> message.contains(Token.PSK));
    }
}
