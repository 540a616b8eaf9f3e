runbook('renew-certificate') {
    title 'Renew a TLS certificate before it expires, and have its service serve the new one'
    risk  'low'

    input 'host',     about: 'Machine, as the settings name it'
    input 'file',     about: 'Absolute path of the certificate there (PEM, its own certificate first)'
    input 'days',     type: 'integer', default: 21, min: 1, max: 90, about: 'It is renewed when it expires within so many days'
    input 'command',  about: 'Renews it, such as: sudo -n certbot renew --cert-name shop --no-random-sleep-on-renew'
    input 'service',  about: 'Unit of systemd that serves it, such as nginx'
    input 'endpoint', required: false, about: 'host:port as that machine reaches it, such as shop.example.org:443; what is served there is looked at as well'

    target { "host/${inputs.host}/certificate${inputs.file}" }

    // Blast radius: one certificate, and the service that is reloaded: connections stay, its configuration is read anew with whatever somebody has left in
    // it. A renewal that fails leaves the old certificate in place. There is no undo: the new one is no worse than the old one.

    precondition('it is about to expire, or another one is served') {
        def machine = host.ssh(inputs.host)
        def file = machine.read(['openssl', 'x509', '-in', inputs.file])
        if (!file.ok) throw new IllegalStateException(file.output)
        def expires = machine.read(['openssl', 'x509', '-noout', '-enddate', '-checkend', "${inputs.days * 86400}".toString(), '-in', inputs.file])
        log expires.output
        boolean served = true
        if (inputs.endpoint != null) {
            def name = inputs.endpoint.replaceFirst(/:\d+$/, '')
            def handshake = machine.read(['openssl', 's_client', '-connect', inputs.endpoint, '-servername', name])
            if (!handshake.output.contains('-----BEGIN CERTIFICATE-----')) throw new IllegalStateException(handshake.output)
            served = handshake.output.contains(file.output.trim())
            if (!served) log 'the one in the file is not the one that is served'
        }
        !expires.ok || !served
    }

    step('note what is there') {
        outputs.before = host.ssh(inputs.host).read(['openssl', 'x509', '-noout', '-serial', '-enddate', '-in', inputs.file]).output.trim()
        log outputs.before
    }

    // Renewed and never reloaded is as common as never renewed; then there is only the reload to do.
    when('the file itself is about to expire') {
        !host.ssh(inputs.host).read(['openssl', 'x509', '-noout', '-checkend', "${inputs.days * 86400}".toString(), '-in', inputs.file]).ok
    } then {
        // Authorities give out the same certificate a few times a week and no more: so once.
        step('renew', once: true, within: 'PT11M') {
            def done = host.ssh(inputs.host).run(inputs.command, 'PT10M')
            log done.output
            if (!done.ok) throw new IllegalStateException("the command to renew it ended with exit code ${done.exitCode}: ${done.output}")
        }
        step('look whether the file is a new one') {
            def now = host.ssh(inputs.host).read(['openssl', 'x509', '-noout', '-serial', '-enddate', '-in', inputs.file]).output.trim()
            if (now == outputs.before) throw new IllegalStateException('the command has ended well, but the certificate in the file is still the old one')
            log now
        }
    }

    step('reload', retry: 'R3/PT10S') { host.ssh(inputs.host).service(inputs.service).reload() }

    verify('the file holds one that lasts', within: 'PT1M', every: 'PT5S') {
        host.ssh(inputs.host).read(['openssl', 'x509', '-noout', '-checkend', "${inputs.days * 86400}".toString(), '-in', inputs.file]).ok
    }
    verify('it is the one that is served', within: 'PT2M', every: 'PT5S', stable: 'PT10S') {
        if (inputs.endpoint == null) return host.ssh(inputs.host).service(inputs.service).active
        def name = inputs.endpoint.replaceFirst(/:\d+$/, '')
        def file = host.ssh(inputs.host).read(['openssl', 'x509', '-in', inputs.file])
        def handshake = host.ssh(inputs.host).read(['openssl', 's_client', '-connect', inputs.endpoint, '-servername', name])
        file.ok && handshake.output.contains(file.output.trim())
    }
}
