inputs command: 'run ledger', url: 'http://ledger/health', dependents: ['http://shop/health', 'http://till/health']

given {
    http.get(~/.*/).answers(status: 200)
    host.local.find('run ledger').answers([[pid: 17]])
    host.local.kill(17).answers(true)
    host.local.start('run ledger').answers(pid: 18)
}

test('restarts the process, and waits for it and for those that use it') {
    given {
        after(host.local.kill(17)) { http.get(any).answers(status: 503) }
        after(host.local.start('run ledger')) {
            http.get('http://ledger/health').answers(status: 200)
            http.get('http://shop/health').answers(status: 200)
            http.get('http://till/health').answers(status: 503).times(4).then(status: 200)
        }
    }
    run()
    expect {
        outcome 'fixed'
        effects == ['host.local.kill 17', 'host.local.start run ledger']
        outputs.before == ['http://shop/health', 'http://till/health']
        log.startsWith('2 of 2 dependents answer before the restart')
        took.toSeconds() == 13
    }
}

test('fails when one that uses it stays away') {
    given { after(host.local.start(any)) { http.get('http://till/health').answers(status: 502) } }
    run()
    expect {
        outcome 'failed'
        reason.contains("'its dependents answer' is worse than before the run acted")
        done == ['note who answers before', 'end the process', 'start the process']
    }
}

test('tries once more when it cannot be seen who answers before') {
    given { http.get('http://till/health').fails('the URL is not allowed') }
    run()
    expect {
        outcome 'failed'
        effects == []
        calls.count('http.get http://till/health') == 3
    }
}

test('does not start a second process when the old one will not end') {
    given { host.local.kill(17).answers(false) }
    run()
    expect {
        outcome 'failed'
        effects == ['host.local.kill 17']
    }
}
