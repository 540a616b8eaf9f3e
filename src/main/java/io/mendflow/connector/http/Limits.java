package io.mendflow.connector.http;

import io.mendflow.connector.Http;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The limits of every HTTP exchange that a Camel route makes, shipped or a user's own: a deadline for the whole of it, from connecting to the
 * last byte, and a size that no answer exceeds.
 *
 * <p>The deadline is the header {@value Http#DEADLINE} (a {@link System#nanoTime} value; it is never sent), else the endpoint's
 * {@code responseTimeout}, else 30 s. The HTTP client itself only limits the wait for each byte, which a server that trickles never reaches.
 * It also tries again by itself, and after a wait when a server says so; here it never does, because the route decides that. A connection is
 * used once, so that no effect meets one that the other side has closed.
 */
@Component
class Limits implements HttpClientConfigurer, ComponentCustomizer, DisposableBean {

    private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int LARGEST = 8 << 20;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "mendflow-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void configure(String name, org.apache.camel.Component component) {
        ((HttpComponent) component).setHttpClientConfigurer(this);
    }

    @Override
    public boolean isEnabled(String name, org.apache.camel.Component component) {
        return component instanceof HttpComponent;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableCookieManagement()
                .setConnectionReuseStrategy((request, response, context) -> false)
                .addExecInterceptorFirst("mendflow-limits", this::execute);
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long left = left(request, scope);
        request.removeHeaders(Http.DEADLINE);
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline has passed");
        }
        Cancellable exchange = (Cancellable) scope.originalRequest;
        endAfter(left, exchange);
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            response.setEntity(new Limited(entity, exchange));
        }
        return response;
    }

    /** Ending an exchange that is over by then does nothing; until then it is not kept for that. */
    private void endAfter(long nanos, Cancellable exchange) {
        var remembered = new WeakReference<>(exchange);
        watch.schedule(
                () -> {
                    Cancellable underWay = remembered.get();
                    return underWay != null && underWay.cancel();
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    private static long left(ClassicHttpRequest request, ExecChain.Scope scope) {
        Header deadline = request.getFirstHeader(Http.DEADLINE);
        if (deadline != null) {
            return Long.parseLong(deadline.getValue()) - System.nanoTime();
        }
        Timeout timeout = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        return timeout == null || timeout.isDisabled() ? DEFAULT_NANOS : timeout.toNanoseconds();
    }

    /** A body that ends at the limit, whatever the server would still send. */
    private static final class Limited extends HttpEntityWrapper {

        private final Cancellable exchange;
        private @Nullable InputStream content;

        Limited(HttpEntity entity, Cancellable exchange) {
            super(entity);
            this.exchange = exchange;
        }

        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                InputStream whole = super.getContent();
                content = whole == null ? InputStream.nullInputStream() : new LimitedStream(whole, exchange);
            }
            return content;
        }
    }

    private static final class LimitedStream extends FilterInputStream {

        private final Cancellable exchange;
        private int left = LARGEST;
        private boolean closed;

        LimitedStream(InputStream whole, Cancellable exchange) {
            super(whole);
            this.exchange = exchange;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (closed || left == 0) {
                return -1;
            }
            int read = super.read(bytes, offset, Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        /** The client's own stream would read on to the end before it closes. */
        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            if (left > 0) {
                super.close();
            } else {
                exchange.cancel();
            }
        }
    }
}
