package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WebappLoginTest extends Served {

    @Test
    void showsTheFormToAStranger() {
        HttpResponse<String> page = get("/camunda/app/cockpit/default/", null);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Camunda");
        assertThat(get("/camunda/api/engine/engine/default/task", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void logsInByTheForm() {
        HttpResponse<String> page = get("/camunda/app/tasklist/default/", null);
        String cookies = cookies(page);
        String token = page.headers().firstValue("X-XSRF-TOKEN").orElseThrow();

        HttpResponse<String> login = login(cookies, token, ADMIN_PASSWORD);
        HttpResponse<String> tasks = send(request("/camunda/api/engine/engine/default/task")
                .header("Cookie", cookies(login))
                .build());

        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        assertThat(json(login).get("authorizedApps").toString()).contains("cockpit", "tasklist", "admin");
        assertThat(tasks.statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAForgedForm() {
        HttpResponse<String> page = get("/camunda/app/tasklist/default/", null);

        assertThat(login(cookies(page), "forged", ADMIN_PASSWORD).statusCode()).isEqualTo(403);
    }

    @Test
    void takesBasicToo() {
        String viewer = userIn("viewer");

        assertThat(get("/camunda/api/engine/engine/default/process-definition", viewer)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/camunda/api/admin/auth/user/default", viewer).body()).contains("user-viewer");
        assertThat(get("/camunda/app/admin/default/", viewer).statusCode()).isIn(200, 403);
        assertThat(send(request("/camunda/app/cockpit/default/")
                                .header("Authorization", basic("root", "wrong horse"))
                                .build())
                        .statusCode())
                .isEqualTo(401);
        identities.unlockUser("root");
    }

    @Test
    void asksBasicForTheTokenAgainstForgeryToo() {
        assertThat(post("/camunda/api/engine/engine/default/task", "root", "{}").statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> login(String cookies, String token, String password) {
        return send(request("/camunda/api/admin/auth/user/default/login/tasklist")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header("Cookie", cookies)
                .header("X-XSRF-TOKEN", token)
                .POST(BodyPublishers.ofString(
                        "username=root&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)))
                .build());
    }

    private static String cookies(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";")[0])
                .collect(Collectors.joining("; "));
    }
}
