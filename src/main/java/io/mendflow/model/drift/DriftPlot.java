package io.mendflow.model.drift;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws both distributions of a column over each other: the reference as a filled shape, the current set as a line, so that they can be told apart
 * without colours too. The picture needs no script, style sheet or font from elsewhere.
 */
final class DriftPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 96;
    private static final int BOTTOM = 66;
    private static final int BOTTOM_SLANTED = 116;
    private static final int MOST_TICKS = 15;
    private static final int LETTER_WIDTH = 8;
    private static final int MOST_LETTERS = 14;
    private static final int MOST_LETTERS_OF_TEXT = 100;
    private static final String REFERENCE = "#2b6cb0";
    private static final String CURRENT = "#c2410c";

    private final ColumnDrift drift;
    private final StringBuilder out = new StringBuilder();

    DriftPlot(ColumnDrift drift) {
        this.drift = drift;
    }

    String svg() {
        out.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#1f2933">
                <title>%3$s: reference and current distribution</title>
                <desc>%4$s</desc>
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """
                        .formatted(WIDTH, HEIGHT, escaped(drift.column()), escaped(drift.message())));
        text(LEFT, 26, "start", "font-size=\"16\" font-weight=\"600\"", shortened(drift.column(), 70));
        text(
                LEFT,
                46,
                "start",
                "fill=\"%s\"".formatted(drift.drifted() ? "#b91c1c" : "#52606d"),
                shortened(drift.message(), MOST_LETTERS_OF_TEXT));
        Distribution distribution = drift.distribution();
        if (distribution == null) {
            text(WIDTH / 2, HEIGHT / 2, "middle", "fill=\"#52606d\"", "No values to draw");
        } else {
            draw(distribution);
        }
        return out.append("</svg>\n").toString();
    }

    private void draw(Distribution distribution) {
        int floor = HEIGHT
                - (distribution instanceof Distribution.Categories categories && slanted(categories)
                        ? BOTTOM_SLANTED
                        : BOTTOM);
        double top = top(distribution);
        legend();
        shareAxis(floor, top);
        if (distribution instanceof Distribution.Histogram histogram) {
            shape(histogram, floor, top);
            numberAxis(histogram, floor);
        } else if (distribution instanceof Distribution.Categories categories) {
            bars(categories, floor, top);
        }
        line(LEFT, floor, WIDTH - RIGHT, floor, "#52606d");
        line(LEFT, TOP, LEFT, floor, "#52606d");
    }

    /** A round share that no bar exceeds. */
    private static double top(Distribution distribution) {
        double highest = Stream.concat(distribution.reference().stream(), distribution.current().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double step = step(highest, 4);
        return Math.max(step, Math.ceil(highest / step - 1e-9) * step);
    }

    /** 1, 2 or 5 times a power of ten, of which the range holds about that many. */
    private static double step(double range, int count) {
        double raw = range / count;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double times = raw / power;
        return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    }

    private void legend() {
        int y = 66;
        out.append(
                "<rect x=\"%d\" y=\"%d\" width=\"22\" height=\"12\" fill=\"%s\" fill-opacity=\"0.35\" stroke=\"%s\"/>\n"
                        .formatted(LEFT, y, REFERENCE, REFERENCE));
        text(LEFT + 28, y + 11, "start", "", "reference, " + rows(drift.reference()));
        int x = LEFT + 280;
        out.append(
                "<rect x=\"%d\" y=\"%d\" width=\"22\" height=\"12\" fill=\"%s\" fill-opacity=\"0.12\" stroke=\"%s\" stroke-width=\"2\"/>\n"
                        .formatted(x, y, CURRENT, CURRENT));
        text(x + 28, y + 11, "start", "", "current, " + rows(drift.current()));
    }

    private static String rows(ValueCounts counts) {
        String used = String.format(Locale.ROOT, "%,d rows", counts.used());
        int without = counts.rows() - counts.used();
        return without == 0 ? used : used + String.format(Locale.ROOT, " (%,d without a value)", without);
    }

    private void shareAxis(int floor, double top) {
        double step = step(top, 4);
        for (int i = 0; i * step <= top * (1 + 1e-9); i++) {
            double share = i * step;
            double y = height(share, floor, top);
            line(LEFT, y, WIDTH - RIGHT, y, "#e4e7eb");
            text(LEFT - 8, y + 4, "end", "", Labels.rounded(100 * share));
        }
        out.append("<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">share of rows (%%)</text>\n"
                .formatted((TOP + floor) / 2));
    }

    private void shape(Distribution.Histogram histogram, int floor, double top) {
        outline(histogram, histogram.reference(), floor, top, REFERENCE, "0.35", "1");
        outline(histogram, histogram.current(), floor, top, CURRENT, "0.12", "2");
    }

    private void outline(
            Distribution.Histogram histogram,
            List<Double> shares,
            int floor,
            double top,
            String colour,
            String opacity,
            String stroke) {
        var path = new StringBuilder("M%s %d".formatted(point(LEFT), floor));
        for (int i = 0; i < shares.size(); i++) {
            path.append("V%s".formatted(point(height(shares.get(i), floor, top))));
            path.append(
                    "H%s".formatted(point(across(histogram, histogram.edges().get(i + 1)))));
        }
        path.append("V%d".formatted(floor));
        out.append(
                "<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"%s\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"/>\n"
                        .formatted(path, colour, opacity, colour, stroke));
    }

    private void numberAxis(Distribution.Histogram histogram, int floor) {
        double low = histogram.edges().get(0);
        double high = histogram.edges().get(histogram.edges().size() - 1);
        double step = step(high - low, 7);
        double first = Math.ceil(low / step);
        for (int tick = 0; tick < MOST_TICKS && (first + tick) * step <= high; tick++) {
            double value = (first + tick) * step;
            double x = across(histogram, value);
            line(x, floor, x, floor + 5, "#52606d");
            text(x, floor + 19, "middle", "", Labels.rounded(value));
        }
        String beyond = histogram.beyond() == 0
                ? ""
                : String.format(Locale.ROOT, " (%,d rows beyond the axis count in the outer bins)", histogram.beyond());
        axisLabel("value of " + shortened(drift.column(), 40) + beyond);
    }

    private void bars(Distribution.Categories categories, int floor, double top) {
        int size = categories.labels().size();
        double slot = slot(categories);
        double bar = Math.min(60, slot * 0.7);
        boolean slanted = slanted(categories);
        for (int i = 0; i < size; i++) {
            double middle = LEFT + slot * (i + 0.5);
            bar(middle - bar / 2, bar, categories.reference().get(i), floor, top, REFERENCE, "0.35", "1");
            bar(middle - bar / 4, bar / 2, categories.current().get(i), floor, top, CURRENT, "0.12", "2");
            label(middle, floor, shortened(categories.labels().get(i), MOST_LETTERS), slanted);
        }
        String others = categories.others() == 0 ? "" : " (and %d rarer ones)".formatted(categories.others());
        axisLabel("values of " + shortened(drift.column(), 40) + others);
    }

    private static double slot(Distribution.Categories categories) {
        return (double) (WIDTH - LEFT - RIGHT) / categories.labels().size();
    }

    /** Whether the labels are too long to stand side by side. */
    private static boolean slanted(Distribution.Categories categories) {
        double letters = slot(categories) / LETTER_WIDTH;
        return categories.labels().stream().anyMatch(label -> Math.min(label.length(), MOST_LETTERS) > letters);
    }

    private void bar(
            double x, double width, double share, int floor, double top, String colour, String opacity, String stroke) {
        double y = height(share, floor, top);
        out.append(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" fill-opacity=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n"
                        .formatted(
                                point(x), point(y), point(width), point(floor - y), colour, opacity, colour, stroke));
    }

    private void label(double x, int floor, String label, boolean slanted) {
        if (slanted) {
            out.append("<text transform=\"translate(%s %d) rotate(-40)\" text-anchor=\"end\">%s</text>\n"
                    .formatted(point(x + 4), floor + 16, escaped(label)));
        } else {
            text(x, floor + 18, "middle", "", label);
        }
    }

    private void axisLabel(String label) {
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "", label);
    }

    private void text(double x, double y, String anchor, String attributes, String text) {
        out.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>\n"
                .formatted(point(x), point(y), anchor, attributes, escaped(text)));
    }

    private void line(double fromX, double fromY, double toX, double toY, String colour) {
        out.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>\n"
                .formatted(point(fromX), point(fromY), point(toX), point(toY), colour));
    }

    private static double across(Distribution.Histogram histogram, double value) {
        double low = histogram.edges().get(0);
        double high = histogram.edges().get(histogram.edges().size() - 1);
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    }

    private static double height(double share, int floor, double top) {
        return floor - share / top * (floor - TOP);
    }

    private static String point(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String shortened(String text, int letters) {
        return text.length() <= letters ? text : text.substring(0, letters - 1) + "…";
    }

    /** Also without what XML cannot hold at all. */
    private static String escaped(@Nullable String text) {
        var escaped = new StringBuilder();
        (text == null ? "" : text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c >= 0x20 && c < 0xd800 || c == '\t' || c >= 0xe000 && c < 0xfffe || c >= 0x10000;
    }
}
