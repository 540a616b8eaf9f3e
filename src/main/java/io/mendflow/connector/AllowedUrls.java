package io.mendflow.connector;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The URLs that a setting allows: globs over the whole URL, in which {@code *} is any text. */
final class AllowedUrls {

    private final String setting;
    private final List<String> globs;
    private final List<Glob> allowed;

    AllowedUrls(String setting, List<String> globs) {
        this.setting = setting;
        this.globs = List.copyOf(globs);
        this.allowed = globs.stream().map(Glob::ofUrl).toList();
    }

    /**
     * A URL in the form that is compared and called: normalised, scheme and host in lower case.
     *
     * @throws IllegalArgumentException when it is no URL of http or https, or has a user in it
     * @throws NotAllowed when no glob matches
     */
    URI require(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip()).normalize();
        } catch (IllegalArgumentException e) {
            throw expectedUrl(url);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null || uri.getUserInfo() != null) {
            throw expectedUrl(url);
        }
        String exact = scheme + "://" + uri.getRawAuthority().toLowerCase(Locale.ROOT)
                + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        if (allowed.stream().noneMatch(glob -> glob.matches(exact))) {
            throw new NotAllowed("Expected a URL that %s allows (%s), got '%s'"
                    .formatted(setting, globs.isEmpty() ? "none is" : String.join(", ", globs), withoutQuery(exact)));
        }
        return URI.create(exact);
    }

    private static IllegalArgumentException expectedUrl(String url) {
        return new IllegalArgumentException(
                "Expected an absolute URL of http or https without a user in it, such as http://host:8080/health, got '%s'"
                        .formatted(withoutQuery(url)));
    }

    /** Queries may carry tokens, and messages end in logs. */
    private static String withoutQuery(String url) {
        String shown = url.replaceAll("//[^/@]*@", "//…@");
        int query = shown.indexOf('?');
        return query < 0 ? shown : shown.substring(0, query) + "?…";
    }
}
