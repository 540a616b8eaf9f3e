package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AffinitySettingsTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    @Test
    void hasDefaultsThatAreValid() {
        AffinitySettings settings = new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("mendflow.correlation.affinity", AffinitySettings.class);

        assertThat(settings)
                .isEqualTo(new AffinitySettings(true, 0.3, 3, Duration.ofMinutes(5), 40, Duration.ofDays(30)));
        assertThat(VALIDATOR.validate(settings)).isEmpty();
    }

    @Test
    void namesEveryValueThatCannotWork() {
        var settings = new AffinitySettings(true, 1.5, 0, Duration.ofMillis(5), 1, Duration.ZERO);

        assertThat(VALIDATOR.validate(settings))
                .extracting(ConstraintViolation::getPropertyPath)
                .map(Object::toString)
                .containsExactlyInAnyOrder("threshold", "support", "bucket", "mostAlerts", "halfLifeLongEnough");
    }
}
