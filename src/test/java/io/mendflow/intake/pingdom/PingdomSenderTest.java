package io.mendflow.intake.pingdom;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PingdomSenderTest {

    private static final String DOWN =
            """
            {"check_id":12345,"check_name":"Shop front","check_type":"HTTP","check_params":{"basic_auth":false,"encryption":true,
              "full_url":"https://www.example.com/path","header":"User-Agent:Pingdom.com_bot","hostname":"www.example.com","ipv6":false,
              "port":443,"url":"/path"},"tags":["shop","public"],"previous_state":"UP","current_state":"DOWN","importance_level":"HIGH",
             "state_changed_timestamp":1772366280,"state_changed_utc_time":"2026-03-01T11:58:00",
             "long_description":"Internal Server Error of /path","description":"HTTP Error 500",
             "first_probe":{"ip":"123.4.5.6","ipv6":"2001:4800:1020:209::5","location":"Stockholm, Sweden"},
             "second_probe":{"ip":"123.4.5.7","location":"Austin, US","version":1}}""";

    private static final String TRANSACTION =
            """
            {"check_id":77,"check_name":"Buy a book","check_type":"TRANSACTION","check_params":{},"tags":[],"previous_state":"SUCCESS",
             "current_state":"FAILING","importance_level":"LOW","state_changed_timestamp":1772366280,
             "state_changed_utc_time":"2026-03-01T11:58:00","custom_message":"","long_description":"Element not found","description":"Failed"}""";

    private final Reading reading = new Reading(new PingdomSender(), "pingdom");

    @Test
    void readsACheckThatIsDown() {
        Signal signal = reading.one(DOWN);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.ERROR);
        assertThat(signal.service()).isEqualTo("Shop front");
        assertThat(signal.title()).isEqualTo("Shop front is DOWN: HTTP Error 500");
        assertThat(signal.fingerprint()).isEqualTo("12345");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
        assertThat(signal.labels()).containsEntry("host", "www.example.com").containsEntry("tags", "shop,public");
        assertThat(signal.annotations())
                .containsEntry("url", "https://www.example.com/path")
                .containsEntry("description", "Internal Server Error of /path")
                .containsEntry("secondProbe", "Austin, US");
    }

    @Test
    void resolvesWhatFiredWhenTheCheckIsUp() {
        Signal up = reading.one(DOWN.replace("\"current_state\":\"DOWN\"", "\"current_state\":\"UP\"")
                .replace("1772366280", "1772366400"));
        Signal success = reading.one(TRANSACTION.replace("FAILING", "SUCCESS"));

        assertThat(up.status()).isEqualTo(Status.RESOLVED);
        assertThat(up.fingerprint()).isEqualTo(reading.one(DOWN).fingerprint());
        assertThat(up.startsAt()).isNull();
        assertThat(up.endsAt()).isEqualTo(Instant.ofEpochSecond(1772366400));
        assertThat(success.status()).isEqualTo(Status.RESOLVED);
        assertThat(success.fingerprint()).isEqualTo(reading.one(TRANSACTION).fingerprint());
        assertThat(reading.one(TRANSACTION).status()).isEqualTo(Status.FIRING);
        assertThat(reading.one(TRANSACTION).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void takesTheSameEpisodeFromTheSameStateChange() {
        String noStamp = DOWN.replace("\"state_changed_timestamp\":1772366280,", "");

        assertThat(reading.one(noStamp).startsAt()).isEqualTo(reading.one(DOWN).startsAt());
        assertThat(reading.one(noStamp.replace("2026-03-01T11:58:00", "noon")).startsAt())
                .isNull();
    }

    @Test
    void refusesWhatIsNoCheck() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/check_id");
        reading.refuses("{\"check_id\":1}", "/current_state");
        reading.refuses("{\"check_id\":1,\"current_state\":\"SIDEWAYS\"}", "/current_state");
    }

    @Test
    void provesItselfByATokenInTheAddress() {
        assertThat(reading.sender().proves(reading.delivery("application/json", DOWN, ":query", "token=t"), "t"))
                .isTrue();
        assertThat(reading.sender().proves(reading.delivery("application/json", DOWN, ":query", "token=x"), "t"))
                .isFalse();
    }

    @Test
    void survivesWhateverComes() {
        Mutants.survive(reading, DOWN);
        Mutants.survive(reading, TRANSACTION);
    }
}
