runbook('rebuild-process') {
    title 'Start a process anew where nobody may notice too late'
    risk  'high'
    input 'command', type: 'string'
    input 'url',     type: 'uri'
    step('start', once: true) { outputs.pid = host.local.start(inputs.command).pid }
    undo('start')             { host.local.kill(outputs.pid) }
    verify('it answers', within: 'PT30S', every: 'PT0.5S', stable: 'PT1S') { http.get(inputs.url).ok }
}
