package org.heliograph.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.node.Effect;
import org.heliograph.core.node.Input;
import org.heliograph.core.node.Node;
import org.heliograph.core.node.Settings;

/// One machine: a disk that survives, and a node that runs on it while the power is on.
public final class Host {
    private final String name;
    private final VirtualDisk disk = new VirtualDisk();
    private final Dice dice;
    private final Settings settings;
    private final ArrayDeque<Input> inbox = new ArrayDeque<>();
    private Optional<Node> node = Optional.empty();
    private boolean settling;

    Host(String name, Dice dice, Settings settings) {
        this.name = name;
        this.dice = dice;
        this.settings = settings;
    }

    public String name() {
        return name;
    }

    public boolean isUp() {
        return node.isPresent();
    }

    VirtualDisk disk() {
        return disk;
    }

    Dice dice() {
        return dice;
    }

    Node node() {
        return node.orElseThrow();
    }

    void boot(Now now) {
        disk.restart();
        node = Optional.of(Node.open(disk, dice.split(), settings, now));
    }

    /// What was not committed is gone.
    void crash() {
        node.ifPresent(Node::close);
        node = Optional.empty();
        inbox.clear();
        settling = false;
        disk.rollback();
    }

    void receive(Input input) {
        inbox.add(input);
    }

    /// True the first time after a settle: then the caller plans the next one.
    boolean wantsSettle() {
        boolean wants = !settling;
        settling = true;
        return wants;
    }

    /// Handles what came in, commits, and returns what may leave now. A full disk refuses the whole group: nothing of
    /// it is kept, and the machine restarts.
    Optional<List<Effect>> settle(Now now) {
        settling = false;
        var running = node();
        try {
            while (!inbox.isEmpty()) {
                running.handle(inbox.poll(), now);
            }
            var effects = running.settle(now);
            disk.commit();
            return Optional.of(effects);
        } catch (VirtualDisk.PowerLoss loss) {
            return Optional.empty();
        } catch (StoreFailure failure) {
            if (failure.kind() != StoreFailure.Kind.FULL) {
                throw failure;
            }
            return Optional.empty();
        }
    }
}
