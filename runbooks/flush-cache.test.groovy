inputs host: 'cache-1', pattern: 'product:*', url: 'http://shop/health'

given {
    host.ssh('cache-1').read { 'replication' in it }.answers(output: '# Replication\r\nrole:master\r\n')
    host.ssh('cache-1').read { 'memory' in it }.answers(output: 'maxmemory_policy:allkeys-lru\r\n')
    host.ssh('cache-1').read { '--scan' in it }.answers(output: 'product:1\nproduct:2 b\n')
    host.ssh('cache-1').read { 'ping' in it }.answers(output: 'PONG\n')
    host.ssh('cache-1').run { 'unlink' in it }.answers(output: '2\n')
    host.ssh('cache-1').run { 'async' in it }.answers(output: 'OK\n')
    http.get('http://shop/health').answers(status: 200)
}

test('drops the keys of a pattern') {
    run()
    expect {
        outcome 'fixed'
        effects == ["host.ssh('cache-1').run [redis-cli, -h, 127.0.0.1, -p, 6379, -n, 0, unlink, product:1, product:2 b]"]
        log.contains('dropped 2 keys')
        target == 'cache/cache-1/127.0.0.1:6379'
    }
}

test('refuses a pattern that is too wide, and too many keys') {
    run inputs: [pattern: '*']
    expect {
        outcome 'not-applicable'
        calls == []
    }
    run inputs: [most: 1]
    expect {
        outcome 'not-applicable'
        effects == []
    }
}

test('drops everything only when a person agrees') {
    run inputs: [scope: 'everything']
    expect {
        outcome 'running'
        effects == []
    }

    completes decision: 'approve'
    expect {
        outcome 'fixed'
        effects == ["host.ssh('cache-1').run [redis-cli, -h, 127.0.0.1, -p, 6379, flushall, async]"]
    }
}

test('leaves everything as it is when the person does not, or is not there') {
    run inputs: [scope: 'database']
    completes decision: 'reject'
    expect {
        outcome 'failed'
        effects == []
    }
    run inputs: [scope: 'database']
    passes 'PT31M'
    expect {
        outcome 'failed'
        effects == []
    }
}

test('does not empty what is a store, or a replica') {
    given { host.ssh('cache-1').read { 'memory' in it }.answers(output: 'maxmemory_policy:noeviction\r\n') }
    run inputs: [scope: 'database']
    expect { outcome 'not-applicable' }

    given { host.ssh('cache-1').read { 'replication' in it }.answers(output: 'role:slave\r\n') }
    run()
    expect { outcome 'not-applicable' }
}

test('takes a complaint for a failure, though it comes with exit code 0') {
    given { host.ssh('cache-1').run { 'unlink' in it }.answers(output: 'NOPERM this user has no permissions\n') }
    run()
    expect {
        outcome 'failed'
        reason.contains('NOPERM')
    }
}

test('has an HTTP cache forget what it keeps') {
    given {
        http.post('http://cdn/purge', [files: ['http://shop/a.css', '/b']]).answers(status: 200)
        http.get('http://shop/a.css').answers(status: 200)
    }
    run inputs: [via: 'http', purge: 'http://cdn/purge', items: 'http://shop/a.css,/b', pattern: null]
    expect {
        outcome 'fixed'
        effects.size() == 1
    }
}
