package io.mendflow.runbook.testing;

import java.util.List;

/** A call that a runbook made to a fake target. */
record Called(List<Segment> path, boolean effect) {

    @Override
    public String toString() {
        return Segment.spoken(path);
    }
}
