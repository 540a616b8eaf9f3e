package io.mendflow.connector;

/**
 * A service as systemd sees it.
 *
 * @param load {@code loaded}, or {@code not-found} when there is no such service
 * @param active {@code active}, {@code reloading}, {@code inactive}, {@code failed}, {@code activating} or {@code deactivating}
 * @param sub the finer state, such as {@code running} or {@code dead}
 * @param pid of its main process; 0 when it has none
 * @param restarts how often systemd has restarted it by itself
 * @param result of its last run, such as {@code success} or {@code exit-code}
 */
public record ServiceState(String load, String active, String sub, long pid, long restarts, String result) {

    public boolean isActive() {
        return active.equals("active") || active.equals("reloading");
    }
}
