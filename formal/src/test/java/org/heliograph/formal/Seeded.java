package org.heliograph.formal;

/// A bug to be put into a model, and the property that must find it there.
record Seeded(Model model, String property) {
    String bug() {
        return model.bug();
    }

    @Override
    public String toString() {
        return bug() + " by " + property;
    }
}
