package io.mendflow.intake.cloudwatch;

import io.mendflow.intake.Unproven;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The certificates that SNS signs with, each fetched once a day. One fetch at a time: whoever makes up addresses keeps nobody else busy. */
@Component
class Certificates {

    private static final Pattern PATH = Pattern.compile("/SimpleNotificationService-[0-9A-Za-z]{1,64}\\.pem");
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST = 32;

    private final Aws aws;
    private final CloudwatchSettings settings;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private final Map<URI, Kept> kept = new LinkedHashMap<>(MOST, 0.75f, true);

    Certificates(Aws aws, CloudwatchSettings settings, Clock clock) {
        this.aws = aws;
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws Unproven when it may not be fetched, cannot be fetched, or is not valid now */
    X509Certificate at(String url) {
        URI uri = aws.allowed("SigningCertURL", url);
        if (!PATH.matcher(String.valueOf(uri.getPath())).matches() || uri.getRawQuery() != null) {
            throw Unproven.refused(
                    "Expected SigningCertURL to end in /SimpleNotificationService-<letters and digits>.pem, but its path is '%s'. Nothing was fetched."
                            .formatted(uri.getPath()));
        }
        X509Certificate known = known(uri);
        return valid(known == null ? fetched(uri) : known);
    }

    private X509Certificate fetched(URI uri) {
        try {
            if (!fetching.tryLock(settings.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Unproven.forNow("Expected to fetch a certificate of SNS, but others are being fetched.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Unproven.forNow("Expected to fetch a certificate of SNS, but this node stops.");
        }
        try {
            X509Certificate meanwhile = known(uri);
            if (meanwhile != null) {
                return meanwhile;
            }
            X509Certificate certificate = parsed(aws.get(uri));
            keep(uri, certificate);
            return certificate;
        } finally {
            fetching.unlock();
        }
    }

    private @Nullable X509Certificate known(URI uri) {
        synchronized (kept) {
            Kept found = kept.get(uri);
            return found == null || found.since.plus(KEPT).isBefore(clock.instant()) ? null : found.certificate;
        }
    }

    private void keep(URI uri, X509Certificate certificate) {
        synchronized (kept) {
            kept.put(uri, new Kept(certificate, clock.instant()));
            if (kept.size() > MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    private X509Certificate valid(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
            return certificate;
        } catch (CertificateException e) {
            throw Unproven.refused("Expected a certificate of SNS that is valid now, but it is of %s to %s."
                    .formatted(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()));
        }
    }

    private static X509Certificate parsed(byte[] pem) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw Unproven.forNow("Expected an X.509 certificate at SigningCertURL, but it is none.");
        }
    }

    private record Kept(X509Certificate certificate, Instant since) {}
}
