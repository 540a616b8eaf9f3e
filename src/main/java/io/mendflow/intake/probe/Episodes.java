package io.mendflow.intake.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Intake;
import io.mendflow.intake.probe.Check.Result;
import io.mendflow.intake.probe.ProbeSettings.Probe;
import io.mendflow.intake.probe.ProbeSettings.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the probes know, in a table: which is red and since when. A change of it and the delivery that tells so are one transaction, so an
 * episode is told once, whatever is restarted meanwhile.
 */
@Component
class Episodes {

    private static final Logger log = LoggerFactory.getLogger(Episodes.class);
    private static final int LONGEST_RESULT = 1000;

    private final JdbcTemplate jdbc;
    private final Intake intake;
    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;

    Episodes(JdbcTemplate jdbc, Intake intake, Clock clock) {
        this.jdbc = jdbc;
        this.intake = intake;
        this.clock = clock;
    }

    /** Makes a probe known; one that is known keeps its episode. A new one is taken to be green. */
    void know(String name) {
        Integer known = jdbc.queryForObject("select count(*) from probe where name = ?", Integer.class, name);
        if (known != null && known == 0) {
            try {
                jdbc.update("insert into probe (name, red, streak, next_at) values (?, false, 0, ?)", name, at(now()));
            } catch (DuplicateKeyException e) {
                log.debug("Another node was first to add probe {}", name);
            }
        }
    }

    /** Claims a check that is due, for one node of all; the answer is the token to {@link #settle} it with. */
    @Transactional
    Optional<Instant> claim(String name, Probe probe) {
        Instant now = now();
        boolean due = !jdbc.queryForList(
                        "select name from probe where name = ? and next_at <= ? for update skip locked", name, at(now))
                .isEmpty();
        if (!due) {
            return Optional.empty();
        }
        // A check may take all of its timeout; the next one begins after it.
        Instant next = now.plus(probe.every().compareTo(probe.timeout()) > 0 ? probe.every() : probe.timeout())
                .truncatedTo(ChronoUnit.MICROS);
        jdbc.update("update probe set next_at = ? where name = ?", at(next), name);
        return Optional.of(next);
    }

    /** Takes the result of a claimed check; a result that comes after the next claim is old and is dropped. */
    @Transactional
    void settle(String name, Probe probe, Instant token, Result result) {
        jdbc.query("select * from probe where name = ? and next_at = ? for update", Known::of, name, at(token)).stream()
                .findFirst()
                .ifPresent(known -> take(name, probe, known, result));
    }

    private void take(String name, Probe probe, Known known, Result result) {
        boolean against = known.red == result.green();
        int streak = against ? known.streak + 1 : 0;
        if (!against || streak < (known.red ? probe.successes() : probe.failures())) {
            save(name, known.red, known.redSince, streak, result);
            return;
        }
        Instant now = now();
        Instant since = known.redSince == null ? now : known.redSince;
        if (known.red) {
            log.info("Probe {} is green again: {}", name, result.text());
            save(name, false, null, 0, result);
            tell(name, probe, since, now, result);
        } else {
            log.warn("Probe {} is red: {}", name, result.text());
            save(name, true, now, 0, result);
            tell(name, probe, now, null, result);
        }
    }

    private void save(String name, boolean red, @Nullable Instant since, int streak, Result result) {
        String text = result.text().replace('\0', ' ');
        jdbc.update(
                "update probe set red = ?, red_since = ?, streak = ?, last_result = ? where name = ?",
                red,
                since == null ? null : at(since),
                streak,
                text.substring(0, Math.min(text.length(), LONGEST_RESULT)),
                name);
    }

    private void tell(String name, Probe probe, Instant since, @Nullable Instant until, Result result) {
        Map<String, String> labels = new HashMap<>(probe.labels());
        labels.put("probe", name);
        labels.put("symptom", result.symptom().text());
        labels.put(probe.type() == Type.HTTP ? "url" : "address", probe.target());
        Map<String, Object> signal = new LinkedHashMap<>();
        signal.put("title", "%s does not answer as it should (probe %s)".formatted(probe.target(), name));
        signal.put("service", probe.service());
        signal.put("environment", probe.environment());
        signal.put("severity", probe.severity());
        signal.put("status", until == null ? "firing" : "resolved");
        signal.put("fingerprint", "probe:" + name);
        signal.put("startsAt", since.toString());
        signal.put("endsAt", until == null ? null : until.toString());
        signal.put("labels", labels);
        signal.put("annotations", Map.of("result", result.text().replace('\0', ' ')));
        intake.add(
                new Delivery(ProbeSender.TYPE, MediaType.APPLICATION_JSON, Map.of(), bytes(signal), now()),
                "%s %s %s".formatted(name, until == null ? "red" : "green", since));
    }

    private byte[] bytes(Map<String, Object> signal) {
        try {
            return json.writeValueAsBytes(signal);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private record Known(boolean red, @Nullable Instant redSince, int streak) {

        static Known of(ResultSet row, int number) throws SQLException {
            OffsetDateTime since = row.getObject("red_since", OffsetDateTime.class);
            return new Known(row.getBoolean("red"), since == null ? null : since.toInstant(), row.getInt("streak"));
        }
    }
}
