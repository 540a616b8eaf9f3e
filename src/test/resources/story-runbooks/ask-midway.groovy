runbook('ask-midway') {
    title 'Start a process once somebody has had a look'
    risk  'low'
    input 'command', type: 'string'
    input 'url',     type: 'uri'
    approve('start it now', within: 'PT5M')
    step('start', once: true) { outputs.pid = host.local.start(inputs.command).pid }
    undo('start')             { host.local.kill(outputs.pid) }
    verify('it answers', within: 'PT30S', every: 'PT0.5S', stable: 'PT1S') { http.get(inputs.url).ok }
}
