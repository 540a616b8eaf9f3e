package io.mendflow.model;

import io.mendflow.model.ModelsSettings.Live;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds the figures of what serves against what they have to be. */
@Component
class LiveChecks {

    /**
     * What one figure says.
     *
     * @param value of the version that is looked at; null when there is none
     * @param champion the champion's; null when it is not compared, or has none
     * @param holds null when there is nothing to say yet
     */
    record Result(
            String name,
            @Nullable Double value,
            @Nullable Double champion,
            @Nullable Boolean holds,
            boolean required,
            String reason) {

        /** @param over whether there was time enough for figures to come */
        boolean isBroken(boolean over) {
            return holds == null ? over && required : !holds;
        }
    }

    List<Result> look(Promotion promotion, List<Live> wanted) {
        return List.of();
    }
}
