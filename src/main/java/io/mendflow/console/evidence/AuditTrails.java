package io.mendflow.console.evidence;

import io.mendflow.audit.Audit;
import io.mendflow.audit.Entry;
import io.mendflow.audit.Verification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the audit trail says about something. */
@Component
public class AuditTrails {

    private static final int AT_ONCE = 500;

    private final Audit audit;

    AuditTrails(Audit audit) {
        this.audit = audit;
    }

    /**
     * Entries about something, with the chain that they are in.
     *
     * @param entries oldest first
     * @param chain the state of the whole chain at this moment, with its head
     */
    public record Trail(List<Entry> entries, Verification chain) {}

    /** Every entry about any of these, and the chain recomputed. */
    public Trail about(Collection<String> subjects) {
        List<Entry> entries = new ArrayList<>();
        subjects.forEach(subject -> entries.addAll(about(subject)));
        entries.sort(Comparator.comparing(Entry::position));
        return new Trail(entries, audit.verify());
    }

    private List<Entry> about(String subject) {
        List<Entry> entries = new ArrayList<>();
        @Nullable Long before = null;
        List<Entry> page;
        do {
            page = audit.list(subject, before, AT_ONCE);
            entries.addAll(page);
            before = page.isEmpty() ? null : page.get(page.size() - 1).position();
        } while (page.size() == AT_ONCE);
        return entries;
    }
}
