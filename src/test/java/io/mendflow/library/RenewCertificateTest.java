package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenewCertificateTest {

    private final Library library = Library.shared();

    @Test
    void renewsReloadsAndSeesTheNewOneServed() throws Exception {
        Files.writeString(library.far().folder().resolve("shop.pem"), "old");
        Files.writeString(library.far().folder().resolve("served"), "old");
        // What openssl prints, of certificates that are one word.
        library.far()
                .script(
                        "openssl",
                        """
                file=$HERE/shop.pem
                pem() { printf -- '-----BEGIN CERTIFICATE-----\\n%s\\n-----END CERTIFICATE-----\\n' "$(cat $1)"; }
                case "$*" in
                  s_client*) echo 'Server certificate'; pem $HERE/served ;;
                  *-checkend*) grep -q new $file ;;
                  *-serial*) echo "serial=$(cat $file)" ;;
                  *) pem $file ;;
                esac""");
        library.far().script("renew", "echo new > $HERE/shop.pem");
        library.far().script("systemctl", "[ $1 = reload ] && cp $HERE/shop.pem $HERE/served");

        RunDetails run = library.run(
                "renew-certificate",
                Map.of(
                        "host",
                        "far",
                        "file",
                        "/shop.pem",
                        "command",
                        "renew shop",
                        "service",
                        "shop",
                        "endpoint",
                        "127.0.0.1:443"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(library.far().folder().resolve("served")).hasContent("new");
    }
}
