package io.mendflow.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How well groups fit labels, as the published evaluations of alert grouping do it: for each labelled instance the rate of its pairs that are in
 * one group (TPR) and of pairs with others that are not (TNR), averaged by stage, by attack, and over all; then the area under the curve that a
 * threshold draws. Labels read {@code attack.stage.instance}; {@code -} is noise.
 */
final class PairwiseScore {

    static final String NOISE = "-";

    private PairwiseScore() {}

    /** One setting of the threshold. */
    record Point(double tnr, double tpr) {

        boolean isBeatenBy(Point other) {
            return other.tnr > tnr && other.tpr > tpr;
        }

        boolean isNumber() {
            return !Double.isNaN(tnr) && !Double.isNaN(tpr);
        }
    }

    /**
     * @param labels of each alert, a list a stream
     * @param groups the group of each alert, in the same order
     * @param noise whether noise counts among the others
     */
    static Point of(List<List<String>> labels, List<long[]> groups, boolean noise) {
        var instances = new LinkedHashMap<String, Point>();
        for (int stream = 0; stream < labels.size(); stream++) {
            rate(labels.get(stream), groups.get(stream), noise, instances);
        }
        return average(levelUp(levelUp(instances, 2), 1).values());
    }

    private static void rate(List<String> labels, long[] groups, boolean noise, Map<String, Point> instances) {
        var sizes = new HashMap<Long, Integer>();
        var members = new HashMap<String, Map<Long, Integer>>();
        long total = 0;
        for (int i = 0; i < groups.length; i++) {
            String label = labels.get(i);
            boolean isNoise = label.equals(NOISE);
            if (noise || !isNoise) {
                sizes.merge(groups[i], 1, Integer::sum);
                total++;
            }
            if (!isNoise) {
                members.computeIfAbsent(label, name -> new HashMap<>()).merge(groups[i], 1, Integer::sum);
            }
        }
        long all = total;
        members.forEach((label, counts) -> instances.put(label, rate(counts, sizes, all)));
    }

    private static Point rate(Map<Long, Integer> counts, Map<Long, Integer> sizes, long total) {
        double size = counts.values().stream().mapToDouble(Integer::doubleValue).sum();
        double together = 0;
        double mixed = 0;
        for (Map.Entry<Long, Integer> count : counts.entrySet()) {
            double here = count.getValue();
            together += here * here;
            mixed += here * (Objects.requireNonNull(sizes.get(count.getKey())) - here);
        }
        double others = size * (total - size);
        return new Point(others > 0 ? (others - mixed) / others : Double.NaN, together / (size * size));
    }

    private static Map<String, Point> levelUp(Map<String, Point> points, int parts) {
        var levels = new LinkedHashMap<String, List<Point>>();
        points.forEach((label, point) -> levels.computeIfAbsent(cut(label, parts), name -> new ArrayList<>())
                .add(point));
        var averages = new LinkedHashMap<String, Point>();
        levels.forEach((label, level) -> averages.put(label, average(level)));
        return averages;
    }

    private static String cut(String label, int parts) {
        String[] names = label.split("\\.");
        return String.join(".", List.of(names).subList(0, Math.min(parts, names.length)));
    }

    private static Point average(Iterable<Point> points) {
        double tnr = 0;
        double tpr = 0;
        int known = 0;
        int all = 0;
        for (Point point : points) {
            tpr += point.tpr();
            all++;
            if (!Double.isNaN(point.tnr())) {
                tnr += point.tnr();
                known++;
            }
        }
        return new Point(known == 0 ? Double.NaN : tnr / known, all == 0 ? Double.NaN : tpr / all);
    }

    /** The area under the points that none beats. */
    static double area(List<Point> points) {
        List<Point> numbers = points.stream().filter(Point::isNumber).toList();
        List<Point> best = numbers.stream()
                .filter(point -> numbers.stream().noneMatch(point::isBeatenBy))
                .distinct()
                .sorted(Comparator.comparing(Point::tpr).reversed().thenComparing(Point::tnr))
                .toList();
        // A step curve: between two points the greater threshold's TNR goes with the lesser one's TPR.
        double area = best.get(0).tnr() * best.get(0).tpr();
        for (int i = 1; i < best.size(); i++) {
            area += (best.get(i).tnr() - best.get(i - 1).tnr()) * best.get(i).tpr();
        }
        return area;
    }
}
