package io.mendflow.connector.ssh;

import io.mendflow.connector.FinishedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** One command on the other side, without a terminal and with an input that is at its end. */
final class RemoteCommand {

    /** For output that comes after the exit code; a child that lives on may hold it open forever. */
    private static final long AFTER_EXIT = TimeUnit.SECONDS.toNanos(2);

    private static final long KILL_GRACE_MILLIS = 1000;
    private static final long LOOK_MILLIS = 50;

    /** The numbers of RFC 4254's signals on Linux; a shell tells an end by one as 128 and its number. */
    private static final Map<String, Integer> SIGNALS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("ABRT", 6),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15));

    /**
     * Ends what the processes of this connection have started, and with each one its group. The parent of the shell is the process that OpenSSH has
     * for the connection, and nothing else is on it.
     */
    private static final String KILL_ALL =
            "exec sh -c 'ps -A -o pid= -o ppid= | while read -r p of; do if [ \"$of\" = \"$PPID\" ] && [ \"$p\" != \"$$\" ]; then kill -KILL \"-$p\" || kill -KILL \"$p\"; fi; done'";

    private final ClientSession session;
    private final ChannelExec channel;
    private final Bounded output = new Bounded();
    private final CountDownLatch closed = new CountDownLatch(1);

    private RemoteCommand(ClientSession session, ChannelExec channel) {
        this.session = session;
        this.channel = channel;
        channel.setIn(InputStream.nullInputStream());
        channel.setOut(output);
        channel.setErr(output);
        channel.addCloseFutureListener(future -> closed.countDown());
    }

    /** @param environment asked for by the protocol's own request, which a server may drop */
    static FinishedProcess run(
            ClientSession session, String command, Map<String, String> environment, Duration deadline)
            throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        var run = new RemoteCommand(
                session, session.createExecChannel(command, StandardCharsets.UTF_8, null, environment));
        try {
            run.channel.open().verify(deadline);
            return run.finish(end);
        } catch (InterruptedException e) {
            run.kill();
            throw new InterruptedIOException("the wait for it was ended; it was sent KILL");
        } finally {
            run.channel.close(true);
        }
    }

    private FinishedProcess finish(long end) throws IOException, InterruptedException {
        long last = end;
        boolean exited = false;
        while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (!exited && hasExited()) {
                exited = true;
                last = Math.min(end, System.nanoTime() + AFTER_EXIT);
            }
            if (System.nanoTime() - last >= 0) {
                break;
            }
        }
        if (hasExited()) {
            return new FinishedProcess(exitCode(), output.text(), false, output.isCut());
        }
        if (closed.getCount() == 0) {
            throw new IOException("it was closed before the command told its exit code");
        }
        kill();
        if (!closed.await(KILL_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
            killAll();
        }
        return new FinishedProcess(-1, output.text(), true, output.isCut());
    }

    private boolean hasExited() {
        return channel.getExitStatus() != null || channel.getExitSignal() != null;
    }

    private int exitCode() {
        Integer status = channel.getExitStatus();
        return status == null ? 128 + SIGNALS.getOrDefault(channel.getExitSignal(), 127) : status;
    }

    /** RFC 4254, section 6.9. OpenSSH sends it to the command and its children, but neither for root nor to a forced command. */
    private void kill() throws IOException {
        Buffer signal = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
        signal.putUInt(channel.getRecipient());
        signal.putString("signal");
        signal.putBoolean(false);
        signal.putString("KILL");
        channel.writePacket(signal);
    }

    /** For an OpenSSH that does not send signals; other servers may have one process for all connections. */
    private void killAll() throws IOException, InterruptedException {
        if (!session.getServerVersion().contains("OpenSSH")) {
            return;
        }
        try (ChannelExec killer = session.createExecChannel(KILL_ALL)) {
            killer.setIn(InputStream.nullInputStream());
            killer.setOut(OutputStream.nullOutputStream());
            killer.setErr(OutputStream.nullOutputStream());
            killer.open().verify(Duration.ofMillis(KILL_GRACE_MILLIS));
            closed.await(KILL_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
