package org.heliograph.core.node;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.Now;

/// One group of inputs on its way to one commit: the time of the current input and the effects so far.
final class Step {
    private List<Effect> effects = new ArrayList<>();
    private Now now;

    Step(Now now) {
        this.now = now;
    }

    Now now() {
        return now;
    }

    void at(Now later) {
        now = later;
    }

    void emit(Effect effect) {
        effects.add(effect);
    }

    void tell(Event event) {
        effects.add(new Effect.Tell(event));
    }

    /// Hands the effects over and starts a new list.
    List<Effect> take() {
        var taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
