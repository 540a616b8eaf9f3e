runbook('restart-dependents') {
    title 'Restart a process that answers badly, cutting off those that use it for a moment'
    risk  'medium'

    input 'command', type: 'string', about: 'Command line of the process; it also starts the new one'
    input 'url',     type: 'uri',    about: 'Health endpoint of the process'
    input 'dependents', type: 'list', default: [], about: 'Health endpoints of what uses it; they must answer afterwards'

    target { "process/${inputs.url}" }

    // Unlike restart-process this one may end a process that still serves somebody: a person decides.
    step('note who answers before', retry: 'R2/PT1S') {
        outputs.before = inputs.dependents.findAll { http.get(it).ok }
        log "${outputs.before.size()} of ${inputs.dependents.size()} dependents answer before the restart"
    }

    step('end the process', once: true) {
        host.local.find(inputs.command).each { old ->
            log "ending process ${old.pid}"
            if (!host.local.kill(old.pid)) throw new IllegalStateException("process ${old.pid} would not end")
        }
    }

    step('start the process', once: true) { outputs.pid = host.local.start(inputs.command).pid }

    verify('the process answers', within: 'PT1M', every: 'PT2S', stable: 'PT5S') { http.get(inputs.url).ok }
    verify('its dependents answer', within: 'PT1M', every: 'PT2S') { inputs.dependents.every { http.get(it).ok } }
}
