package io.mendflow.connector.mlflow;

import io.mendflow.connector.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How Mendflow proves who it is. Secrets are read at each request, so that a changed one counts at once. */
@Component("mlflowLogin")
class Login {

    private final MlflowSettings settings;
    private final Secrets secrets;

    Login(MlflowSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /** The header {@code Authorization}; null when MLflow lets everybody in. */
    @Nullable
    String authorization() {
        if (settings.tokenSecret() != null) {
            return "Bearer " + secrets.require(settings.tokenSecret(), "mendflow.mlflow.token-secret");
        }
        if (settings.passwordSecret() == null) {
            return null;
        }
        String both = settings.username() + ":"
                + secrets.require(settings.passwordSecret(), "mendflow.mlflow.password-secret");
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
