runbook('restart-pool') {
    title 'Restart the processes of a pool, two at a time, and take care that it answers all the while'
    risk  'medium'

    input 'commands', type: 'list', about: 'Command lines of the processes, each at most once'
    input 'url',      type: 'uri',  about: 'Health endpoint of the whole pool'
    input 'service',  about: 'Name of the service, as signals have it'

    output 'restarted', type: 'integer', about: 'How many processes were restarted'

    target { "pool/${inputs.service}" }

    precondition('the pool answers badly') { http.get(inputs.url).status >= 500 }

    // A deployment that is under way may be all the trouble there is.
    when('a deployment is under way') { http.get("${inputs.url}/deploying").ok } then {
        waitFor('its end', signal: { [kind: 'change', service: inputs.service] }, within: 'PT20M', otherwise: 'continue')
    }

    parallel {
        step('note how it stood') { outputs.before = http.get(inputs.url).status }
        approve('restart the pool', quorum: 2, within: 'PT15M', otherwise: 'escalate')
    }

    each('restart', in: { inputs.commands }, atMost: 2, into: 'started') { command ->
        step('end', once: true) {
            host.local.find(command).each { old -> if (!host.local.kill(old.pid)) throw new IllegalStateException("${old.pid} would not end") }
        }
        undo('end') { log "nothing takes back that ${command} was ended" }

        step('start', once: true, sample: [pid: 4711]) { outputs.pid = host.local.start(command).pid }
        undo('start')                                  { host.local.kill(outputs.pid) }

        await('the pool answers', within: 'PT2M', every: 'PT5S') { http.get(inputs.url).status < 500 }
    }

    when('nothing was started') { outputs.started.isEmpty() } then {
        fail 'there was no process to restart'
    } otherwise {
        step('count') { outputs.restarted = outputs.started.size() }
    }

    verify('the pool answers well', within: 'PT2M', every: 'PT5S', stable: 'PT30S') { http.get(inputs.url).ok }
}
