package io.mendflow.console.security;

import io.mendflow.engine.Engine;
import io.mendflow.engine.IdentityChanged;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.Group;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Verifies a name and password against Camunda's users, who slow down after wrong passwords.
 *
 * <p>Whoever was right is remembered for a minute, so that not every request costs a look into the database and a write of the log-in's state.
 * Remembered is a keyed hash of the password, with a key that lives as long as this process. Any change of users or groups on this node forgets all.
 */
@Component
class Users implements AuthenticationProvider {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 1000;

    private final IdentityService identities;
    private final Engine engine;
    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    Users(IdentityService identities, Engine engine, Clock clock) {
        this.identities = identities;
        this.engine = engine;
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    private record Remembered(byte[] hash, List<String> groups, Instant until) {}

    @Override
    public Authentication authenticate(Authentication claim) {
        String name = claim.getName();
        String password = String.valueOf(claim.getCredentials());
        byte[] hash = hash(name, password);
        List<String> groups = groupsRemembered(name, hash);
        if (groups == null) {
            groups = verify(name, password);
            remember(name, new Remembered(hash, groups, clock.instant().plus(REMEMBERED)));
        }
        return new LoggedIn(name, groups);
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }

    @EventListener(IdentityChanged.class)
    void forget() {
        remembered.clear();
    }

    private @Nullable List<String> groupsRemembered(String name, byte[] hash) {
        Remembered known = remembered.get(name);
        boolean right =
                known != null && clock.instant().isBefore(known.until()) && MessageDigest.isEqual(known.hash(), hash);
        return right ? known.groups() : null;
    }

    private void remember(String name, Remembered verified) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(name, verified);
    }

    private List<String> verify(String name, String password) {
        return engine.asMendflow(() -> {
            if (!isRight(name, password)) {
                throw new BadCredentialsException(
                        "The user or the password is wrong, or there were too many wrong ones just now");
            }
            return identities.createGroupQuery().groupMember(name).list().stream()
                    .map(Group::getId)
                    .toList();
        });
    }

    private boolean isRight(String name, String password) {
        try {
            return identities.checkPassword(name, password);
        } catch (ProcessEngineException e) {
            // Two wrong ones at once write the same row; the second is no better for it.
            throw new BadCredentialsException("The log-in could not be verified; try again", e);
        }
    }

    private byte[] hash(String name, String password) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
