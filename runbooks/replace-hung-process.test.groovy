inputs command: 'run shop', url: 'http://shop/health'

given {
    http.get('http://shop/health').answers(status: 0, error: 'no answer within PT5S')
    host.local.find('run shop').answers([[pid: 17, command: 'run shop'], [pid: 18, command: 'run shop']])
    host.local.kill(any).answers(true)
    host.local.start('run shop').answers(pid: 19)
}

test('ends every old process, starts one new one and waits until it answers') {
    given { after(host.local.start('run shop')) { http.get(any).answers(status: 200) } }
    run()
    expect {
        outcome 'fixed'
        effects == ['host.local.kill 17', 'host.local.kill 18', 'host.local.start run shop']
        log == 'ending process 17\nending process 18\n'
    }
}

test('leaves a process alone that answers') {
    given { http.get(any).answers(status: 200) }
    run()
    expect {
        outcome 'not-applicable'
        effects == []
    }
}

test('starts nothing beside a process that will not end') {
    given { host.local.kill(18).answers(false) }
    run()
    expect {
        outcome 'failed'
        reason.endsWith('process 18 would not end')
        effects == ['host.local.kill 17', 'host.local.kill 18']
    }
}

test('ends the new process when it hangs as well') {
    run()
    expect {
        outcome 'failed'
        effects.last() == 'host.local.kill 19'
        undone == ['start the new process']
    }
}
