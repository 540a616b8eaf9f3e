package io.mendflow.intake.cloudwatch;

import io.mendflow.intake.Texts;
import io.mendflow.intake.Unproven;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What may be fetched from Amazon: over HTTPS, from allowed hosts, up to a size and a deadline, and without following anybody elsewhere. */
@Component
class Aws {

    private static final int MOST_BYTES = 64 * 1024;

    private final CloudwatchSettings settings;
    private final Pattern hosts;
    private final HttpClient client;

    @Autowired
    Aws(CloudwatchSettings settings) {
        this(settings, HttpClient.newBuilder());
    }

    Aws(CloudwatchSettings settings, HttpClient.Builder client) {
        this.settings = settings;
        this.hosts = Pattern.compile(
                settings.hosts().stream().map(Aws::pattern).collect(Collectors.joining("|")), Pattern.CASE_INSENSITIVE);
        this.client = client.followRedirects(Redirect.NEVER)
                .connectTimeout(settings.deadline())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * An address that may be fetched.
     *
     * @param what name of the field that it stands in
     * @throws Unproven when it may not
     */
    URI allowed(String what, String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw refused(what, url);
        }
        String at = uri.getHost() == null ? "" : uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        boolean known = "https".equalsIgnoreCase(uri.getScheme())
                && uri.getRawUserInfo() == null
                && hosts.matcher(at.replaceFirst(":443$", "")).matches();
        if (!known) {
            throw refused(what, url);
        }
        return uri;
    }

    /**
     * The bytes there.
     *
     * @param uri one that is {@link #allowed}
     * @throws Unproven when they do not come
     */
    byte[] get(URI uri) {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(settings.deadline()).GET().build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, answer -> new LimitedBody(MOST_BYTES));
        try {
            HttpResponse<byte[]> response = exchange.get(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw away(uri, "answered " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw away(uri, "did not answer within " + settings.deadline());
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof IOException io && io.getMessage() != null
                    ? io.getMessage()
                    : String.valueOf(e.getCause());
            throw away(uri, "could not be read: " + why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(uri, "was not waited for, since this node stops");
        }
    }

    private Unproven refused(String what, String url) {
        return Unproven.refused(
                "Expected %s to be an https address on one of the hosts %s, but it is '%s'. Nothing was fetched; mendflow.cloudwatch.hosts has the hosts."
                        .formatted(what, settings.hosts(), Texts.shortened(url, 200)));
    }

    private static Unproven away(URI uri, String why) {
        return Unproven.forNow(
                "Expected to fetch %s, but it %s.".formatted(Texts.shortened(uri.getHost() + uri.getPath(), 200), why));
    }

    private static String pattern(String host) {
        return Pattern.quote(host.strip()).replace("*", "\\E[a-z0-9-]+\\Q");
    }
}
