package org.heliograph.core.node;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.LinkId;
import org.heliograph.core.Now;
import org.heliograph.core.node.transit.Out;
import org.heliograph.core.wire.LinkFrame;

/// One group of inputs on its way to one commit: the time of the current input and the effects so far.
final class Step implements Out {
    private List<Effect> effects = new ArrayList<>();
    private Now now;

    Step(Now now) {
        this.now = now;
    }

    @Override
    public Now now() {
        return now;
    }

    @Override
    public void send(LinkId link, LinkFrame frame) {
        emit(new Effect.SendFrame(link, frame.encode()));
    }

    @Override
    public void dial(String address) {
        emit(new Effect.Dial(address));
    }

    @Override
    public void close(LinkId link, String why) {
        emit(new Effect.CloseLink(link, why));
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
