runbook('restart-service') {
    title 'Restart a systemd service on a machine and wait until it works'
    risk  'low'

    input 'host',    about: 'Machine, as the settings name it'
    input 'service', about: 'Unit of systemd, such as nginx'
    input 'url',     type: 'uri', required: false, about: 'Health endpoint of the service; with it, a service that is active and answers is left alone'

    target { "host/${inputs.host}/service/${inputs.service}" }

    // Blast radius: one service of one machine, and what systemd ties to it (units that are PartOf= or Requires= it restart as well). Its connections
    // break, and what it has in memory is lost. A service that is broken by its configuration does not come up again: try that with it first, where it can.

    precondition('systemd has the service, and nobody has masked it') { host.ssh(inputs.host).service(inputs.service).status().load == 'loaded' }
    // One that is just starting would begin anew. Between two tries of its own (auto-restart) it is not.
    precondition('it is not starting or stopping right now') {
        def now = host.ssh(inputs.host).service(inputs.service).status()
        !(now.active() in ['activating', 'deactivating']) || now.sub == 'auto-restart'
    }
    precondition('it is down, or does not answer') {
        inputs.url == null || !host.ssh(inputs.host).service(inputs.service).active || !http.get(inputs.url).ok
    }

    step('note how it stands') {
        def now = host.ssh(inputs.host).service(inputs.service).status()
        outputs.before = now.active()
        log "${now.active()} (${now.sub}), last result ${now.result}, restarted ${now.restarts} times by systemd"
    }

    step('restart', retry: 'R2/PT10S', within: 'PT3M') { host.ssh(inputs.host).service(inputs.service).restart() }
    // Whoever had stopped it finds it stopped. One that had failed is left to systemd, which may well get it up once what it needs is back.
    undo('restart') {
        if (outputs.before == 'inactive') {
            host.ssh(inputs.host).service(inputs.service).stop()
        } else {
            log "it was ${outputs.before} before, and is left as it is now"
        }
    }

    step('note its new process') {
        def now = host.ssh(inputs.host).service(inputs.service).status()
        outputs.restarts = now.restarts
        log "${now.active()} (${now.sub}), process ${now.pid}"
    }

    // A crash loop looks active most of the time: what gives it away is that systemd counts.
    verify('it is active, and systemd need not start it again', within: 'PT2M', every: 'PT2S', stable: 'PT20S') {
        def now = host.ssh(inputs.host).service(inputs.service).status()
        now.active() == 'active' && now.restarts <= outputs.restarts
    }
    verify('it answers', within: 'PT2M', every: 'PT2S', stable: 'PT10S') { inputs.url == null || http.get(inputs.url).ok }
}
