runbook('restart-process') {
    title 'Restart a process and wait until it answers'
    risk  'low'

    input 'command', type: 'string', about: 'Command that starts the process'
    input 'url',     type: 'uri',    about: 'Health endpoint'

    target { "process/${inputs.url}" }

    precondition('the endpoint is down') { !http.get(inputs.url).ok }

    step('start', once: true) { outputs.pid = host.local.start(inputs.command).pid }
    undo('start')             { host.local.kill(outputs.pid) }

    verify('the endpoint answers', within: 'PT1M', every: 'PT2S', stable: 'PT5S') { http.get(inputs.url).ok }
}
