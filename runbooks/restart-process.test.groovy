inputs command: 'run shop', url: 'http://shop/health'

given {
    http.get('http://shop/health').answers(status: 503)
    host.local.start('run shop').answers(pid: 4711)
    host.local.kill(4711).answers(true)
}

test('starts it when it is down, and waits until it answers for a while') {
    given {
        after(host.local.start('run shop')) {
            http.get('http://shop/health').answers(status: 0, error: 'connection refused').times(3).then(status: 200)
        }
    }
    run()
    expect {
        outcome 'fixed'
        effects == ['host.local.start run shop']
        outputs.pid == 4711
        target == 'process/http://shop/health'
        took.toSeconds() == 11      // three checks in vain, 2 s apart, then 5 s without a break
    }
}

test('leaves a process alone that answers') {
    given { http.get(any).answers(status: 204) }
    run()
    expect {
        outcome 'not-applicable'
        effects == []
    }
}

test('ends what it started when that does not answer either') {
    run()
    expect {
        outcome 'failed'
        reason.contains("'the endpoint answers' did not hold")
        effects == ['host.local.start run shop', 'host.local.kill 4711']
        undone == ['start']
    }
}

test('undoes nothing when the start itself fails') {
    given { host.local.start(any).fails('no such program: run') }
    run()
    expect {
        outcome 'failed'
        reason.endsWith('no such program: run')
        effects == ['host.local.start run shop']
        undone == []
    }
}

test('asks a person when its node dies while it starts the process, and never starts a second one by itself') {
    given {
        host.local.start(any).crashes()
        after('PT1H') { http.get(any).answers(status: 200) }
    }
    run()
    expect { outcome 'outcome-unknown' }

    passes 'PT1H'
    completes decision: 'happened'
    expect {
        outcome 'fixed'
        effects == ['host.local.start run shop']
    }
}
