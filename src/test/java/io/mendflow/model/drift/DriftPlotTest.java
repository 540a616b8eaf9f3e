package io.mendflow.model.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DriftPlotTest {

    private final Random random = new Random(3);

    @Test
    void drawsBothDistributionsOfNumbersWithAxesAndLegend() throws Exception {
        Document plot = plot("age", numbers(500, 0), numbers(400, 1));

        assertThat(texts(plot))
                .contains("age", "share of rows (%)", "value of age", "reference, 500 rows", "current, 400 rows");
        assertThat(plot.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(plot.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("age: reference and current distribution");
    }

    @Test
    void drawsABarForEachSideOfACategory() throws Exception {
        Document plot = plot(
                "city",
                Column.categorical(List.of("Bern", "Rome"), codes(30, 10)),
                Column.categorical(List.of("Rome", "Bern"), codes(20, 20)));

        // 30 of 40 against 20 of 40 in Bern, 10 against 20 in Rome, each as high as its share.
        assertThat(texts(plot)).contains("Bern", "Rome", "values of city");
        List<Double> heights = heights(plot);
        assertThat(heights).hasSize(4);
        assertThat(heights.get(0) / heights.get(1)).isBetween(1.49, 1.51);
        assertThat(heights.get(3) / heights.get(2)).isBetween(1.98, 2.02);
    }

    @Test
    void keepsFarValuesFromSqueezingTheOthers() throws Exception {
        double[] values = random.doubles(1000).toArray();
        values[0] = 1e9;

        Document plot = plot(
                "x", Column.numeric(values), Column.numeric(random.doubles(1000).toArray()));

        assertThat(texts(plot))
                .anyMatch(text -> text.matches("value of x \\(\\d+ rows beyond the axis count in the outer bins\\)"));
    }

    @Test
    void drawsNumbersThatDifferInTheirLastDigitsOnly() throws Exception {
        double[] values =
                IntStream.range(0, 100).mapToDouble(i -> 1e17 + 16 * i).toArray();

        assertThat(texts(plot("x", Column.numeric(values), Column.numeric(values))))
                .contains("value of x");
    }

    @Test
    void drawsNothingOfNumbersTooFarApart() throws Exception {
        double[] values = IntStream.range(0, 100)
                .mapToDouble(i -> (i - 50) / 50.0 * Double.MAX_VALUE)
                .toArray();

        assertThat(texts(plot("x", Column.numeric(values), Column.numeric(values))))
                .contains("No values to draw");
    }

    @Test
    void drawsNamesThatAreNoXml() throws Exception {
        Document plot = plot(
                "<script>alert(\"1\")</script>&\u0001",
                Column.categorical(List.of("<b>", "a&b", "\uD800"), codes(20, 20, 20)),
                Column.categorical(List.of("<b>", "a&b", "\uD800"), codes(20, 20, 20)));

        assertThat(texts(plot)).contains("<script>alert(\"1\")</script>&\uFFFD", "<b>", "a&b");
        assertThat(plot.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void saysWhyThereIsNothingToDraw() throws Exception {
        Document plot = plot("x", numbers(50, 0), Column.numeric());

        assertThat(texts(plot)).contains("The current set has no rows", "No values to draw");
    }

    @Test
    void showsTheTwentyMostFrequentOfManyCategories() throws Exception {
        String[] words = IntStream.range(0, 600)
                .mapToObj(i -> "w" + (i % 3 == 0 ? i % 30 : i % 90))
                .toArray(String[]::new);

        Document plot = plot("word", Column.categorical(words), Column.categorical(words));

        assertThat(texts(plot)).anyMatch(text -> text.startsWith("values of word (and "));
        assertThat(heights(plot)).hasSize(40);
    }

    private static Document plot(String name, Column reference, Column current) throws Exception {
        String svg = DriftCheck.compare(Map.of(name, reference), Map.of(name, current), DriftSettings.defaults())
                .columns()
                .get(0)
                .plot();
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document plot) {
        NodeList texts = plot.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    /** Of the bars: without the background and the two of the legend. */
    private static List<Double> heights(Document plot) {
        NodeList bars = plot.getElementsByTagName("rect");
        return IntStream.range(3, bars.getLength())
                .mapToObj(i -> Double.valueOf(((Element) bars.item(i)).getAttribute("height")))
                .toList();
    }

    private Column numbers(int rows, double mean) {
        return Column.numeric(IntStream.range(0, rows)
                .mapToDouble(i -> mean + random.nextGaussian())
                .toArray());
    }

    private static int[] codes(int... counts) {
        return IntStream.range(0, counts.length)
                .flatMap(code -> IntStream.generate(() -> code).limit(counts[code]))
                .toArray();
    }
}
