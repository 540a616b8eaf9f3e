package io.mendflow.cli;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Some values of every column: the cases of a decision table that a row, or a gap, stands for. */
record Box(List<BitSet> sides) {

    boolean meets(Box other) {
        for (int i = 0; i < sides.size(); i++) {
            if (!sides.get(i).intersects(other.sides.get(i))) {
                return false;
            }
        }
        return true;
    }

    Box with(int column, BitSet side) {
        var changed = new ArrayList<>(sides);
        changed.set(column, side);
        return new Box(changed);
    }

    boolean isEmpty() {
        return sides.stream().anyMatch(BitSet::isEmpty);
    }

    /** What is left when another box is taken out, in boxes that do not meet. */
    List<Box> without(Box other) {
        if (!meets(other)) {
            return List.of(this);
        }
        List<Box> left = new ArrayList<>();
        Box rest = this;
        for (int i = 0; i < sides.size(); i++) {
            BitSet outside = (BitSet) rest.sides.get(i).clone();
            outside.andNot(other.sides.get(i));
            if (!outside.isEmpty()) {
                left.add(rest.with(i, outside));
            }
            BitSet inside = (BitSet) rest.sides.get(i).clone();
            inside.and(other.sides.get(i));
            rest = rest.with(i, inside);
        }
        return left;
    }

    /** What is left of some boxes when one is taken out of each. */
    static List<Box> without(List<Box> boxes, Box other) {
        return boxes.stream().flatMap(box -> box.without(other).stream()).toList();
    }
}
