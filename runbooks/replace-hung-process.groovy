runbook('replace-hung-process') {
    title 'End a process that hangs, start it again and wait until it answers'
    risk  'low'

    input 'command', type: 'string', about: 'Command line of the process; it also starts the new one'
    input 'url',     type: 'uri',    about: 'Health endpoint'

    target { "process/${inputs.url}" }

    precondition('the endpoint does not answer') { !http.get(inputs.url).ok }

    // Ending what is already gone does nothing, yet a process that came up meanwhile must not be ended: so once.
    step('end the old process', once: true) {
        host.local.find(inputs.command).each { old ->
            log "ending process ${old.pid}"
            if (!host.local.kill(old.pid)) throw new IllegalStateException("process ${old.pid} would not end")
        }
    }

    step('start the new process', once: true) { outputs.pid = host.local.start(inputs.command).pid }
    undo('start the new process')             { host.local.kill(outputs.pid) }

    verify('the endpoint answers', within: 'PT1M', every: 'PT2S', stable: 'PT5S') { http.get(inputs.url).ok }
}
