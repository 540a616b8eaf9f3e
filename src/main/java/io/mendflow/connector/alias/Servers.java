package io.mendflow.connector.alias;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mendflow.connector.Answer;
import io.mendflow.connector.HttpCalls;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import io.mendflow.connector.alias.AliasSettings.Server;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks servers what they serve. One that gives no answer may be reloading, and is on its way. */
@Component("aliasServers")
class Servers {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HttpCalls http;
    private final Secrets secrets;

    Servers(HttpCalls http, Secrets secrets) {
        this.http = http;
        this.secrets = secrets;
    }

    /** @param wanted with the digests that the store has */
    ServingStatus look(String name, Server server, List<Share> wanted) {
        Answer answer = http.get(server.statusUrl(), headers(name, server), server.deadline());
        if (!answer.isOk()) {
            return new ServingStatus(Phase.MOVING, List.of(), "It does not say what it serves: " + answer.getError());
        }
        List<Share> served;
        try {
            Served document = JSON.readValue(answer.getBody(), Served.class);
            served = document == null || document.versions() == null
                    ? List.of()
                    : document.versions().stream().filter(Objects::nonNull).toList();
        } catch (JsonProcessingException e) {
            return new ServingStatus(
                    Phase.MOVING,
                    List.of(),
                    "Expected it to answer with {\"versions\": [{\"version\": \"7\", \"digest\": \"…\", \"percent\": 5}]}, but it answered with something else: "
                            + e.getOriginalMessage());
        }
        return judged(served, wanted);
    }

    private static ServingStatus judged(List<Share> served, List<Share> wanted) {
        for (Share share : served) {
            for (Share same : wanted) {
                if (share.version().equals(same.version()) && !isSame(share.digest(), same.digest())) {
                    return new ServingStatus(
                            Phase.FAILED,
                            served,
                            "It serves version %s with the digest %s, but the store has it with %s"
                                    .formatted(share.version(), share.digest(), same.digest()));
                }
            }
        }
        if (percents(served).equals(percents(wanted))) {
            return new ServingStatus(Phase.READY, served, null);
        }
        return new ServingStatus(
                Phase.MOVING, served, "It serves %s, and shall serve %s".formatted(sentence(served), sentence(wanted)));
    }

    private static boolean isSame(@Nullable String told, @Nullable String stored) {
        return told == null
                || told.isBlank()
                || told.replaceFirst("^sha256:", "").equals(stored);
    }

    private static Map<String, Integer> percents(List<Share> shares) {
        return shares.stream()
                .filter(share -> share.percent() > 0)
                .collect(Collectors.toMap(Share::version, Share::percent, Integer::sum, TreeMap::new));
    }

    private static String sentence(List<Share> shares) {
        String all = percents(shares).entrySet().stream()
                .map(share -> "version %s with %d %%".formatted(share.getKey(), share.getValue()))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "nothing" : all;
    }

    private Map<String, String> headers(String name, Server server) {
        return server.tokenSecret() == null
                ? Map.of("Accept", "application/json")
                : Map.of(
                        "Accept",
                        "application/json",
                        "Authorization",
                        "Bearer "
                                + secrets.require(
                                        server.tokenSecret(), "mendflow.serving.alias." + name + ".token-secret"));
    }

    /** What a status URL answers with. */
    private record Served(@Nullable List<Share> versions) {}
}
