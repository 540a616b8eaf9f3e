inputs host: 'web-1', file: '/etc/tls/shop.pem', command: 'certbot renew', service: 'nginx', endpoint: 'shop.example.org:443'

given {
    host.ssh('web-1').read(['openssl', 'x509', '-in', '/etc/tls/shop.pem']).answers(output: '-----BEGIN CERTIFICATE-----\nold\n-----END CERTIFICATE-----\n')
    host.ssh('web-1').read { '-checkend' in it }.answers(exitCode: 1, output: 'notAfter=Nov 30 10:00:00 2026 GMT\nCertificate will expire\n')
    host.ssh('web-1').read { '-serial' in it }.answers(output: 'serial=01\nnotAfter=Nov 30 10:00:00 2026 GMT\n')
    host.ssh('web-1').read { 's_client' in it }.answers(output: 'Server certificate\n-----BEGIN CERTIFICATE-----\nold\n-----END CERTIFICATE-----\n')
    host.ssh('web-1').service('nginx').reload().answers(exitCode: 0)
    host.ssh('web-1').run('certbot renew').answers(exitCode: 0, output: 'renewed')
    after(host.ssh('web-1').run('certbot renew')) {
        host.ssh('web-1').read(['openssl', 'x509', '-in', '/etc/tls/shop.pem']).answers(output: '-----BEGIN CERTIFICATE-----\nnew\n-----END CERTIFICATE-----\n')
        host.ssh('web-1').read { '-checkend' in it }.answers(output: 'Certificate will not expire\n')
        host.ssh('web-1').read { '-serial' in it }.answers(output: 'serial=02\nnotAfter=Feb 20 10:00:00 2027 GMT\n')
    }
    after(host.ssh('web-1').service('nginx').reload()) {
        host.ssh('web-1').read { 's_client' in it }.answers(output: 'Server certificate\n-----BEGIN CERTIFICATE-----\nnew\n-----END CERTIFICATE-----\n')
    }
}

test('renews one that is about to expire, and has it served') {
    run()
    expect {
        outcome 'fixed'
        effects == ["host.ssh('web-1').run certbot renew, PT10M", "host.ssh('web-1').service('nginx').reload"]
        calls.count { it.contains('1814400') } > 0      // 21 days in seconds
    }
}

test('leaves one alone that lasts and is served') {
    given { host.ssh('web-1').read { '-checkend' in it }.answers(output: 'Certificate will not expire\n') }
    run()
    expect {
        outcome 'not-applicable'
        effects == []
    }
}

test('only reloads when a renewed one is in the file and the old one is served') {
    given {
        host.ssh('web-1').read { '-checkend' in it }.answers(output: 'Certificate will not expire\n')
        host.ssh('web-1').read(['openssl', 'x509', '-in', '/etc/tls/shop.pem']).answers(output: '-----BEGIN CERTIFICATE-----\nnew\n-----END CERTIFICATE-----\n')
    }
    run()
    expect {
        outcome 'fixed'
        effects == ["host.ssh('web-1').service('nginx').reload"]
    }
}

test('does not reload when the command renews nothing') {
    given { host.ssh('web-1').run('certbot renew').answers(exitCode: 1, output: 'too many certificates already issued') }
    run()
    expect {
        outcome 'failed'
        reason.contains('too many certificates already issued')
        effects == ["host.ssh('web-1').run certbot renew, PT10M"]
    }
}

test('does not reload when the command ends well and the file stays the old one') {
    given {
        host.ssh('web-1').run('certbot renew').answers(exitCode: 0)
        host.ssh('web-1').read { '-serial' in it }.answers(output: 'serial=01\n')
        after(host.ssh('web-1').run('certbot renew')) { host.ssh('web-1').read { '-serial' in it }.answers(output: 'serial=01\n') }
    }
    run()
    expect {
        outcome 'failed'
        reason.contains('still the old one')
        effects == ["host.ssh('web-1').run certbot renew, PT10M"]
    }
}

test('fails when the service goes on with the old one') {
    given { after(host.ssh('web-1').service('nginx').reload()) { host.ssh('web-1').read { 's_client' in it }.answers(output: '-----BEGIN CERTIFICATE-----\nold\n') } }
    run()
    expect {
        outcome 'failed'
        reason.contains('it is the one that is served')
    }
}
