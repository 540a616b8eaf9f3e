inputs host: 'web-1', service: 'nginx', url: 'http://web-1/health'

given {
    host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'failed', sub: 'failed', result: 'exit-code', restarts: 5)
    host.ssh('web-1').service('nginx').active.answers(false)
    host.ssh('web-1').service('nginx').stop().answers(exitCode: 0)
    host.ssh('web-1').service('nginx').restart().answers(exitCode: 0)
    http.get('http://web-1/health').answers(status: 0, error: 'connection refused')
    after(host.ssh('web-1').service('nginx').restart()) {
        host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'active', sub: 'running', pid: 4711)
        host.ssh('web-1').service('nginx').active.answers(true)
        http.get('http://web-1/health').answers(status: 503).then(status: 200)
    }
}

test('restarts a service that has failed, and waits until it stays up and answers') {
    run()
    expect {
        outcome 'fixed'
        effects == ["host.ssh('web-1').service('nginx').restart"]
        target == 'host/web-1/service/nginx'
        log.contains('failed (failed), last result exit-code, restarted 5 times by systemd')
    }
}

test('restarts one that is active but does not answer') {
    given {
        host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'active', sub: 'running', pid: 17)
        host.ssh('web-1').service('nginx').active.answers(true)
    }
    run()
    expect { outcome 'fixed' }
}

test('leaves one alone that is active and answers') {
    given {
        host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'active', sub: 'running', pid: 17)
        host.ssh('web-1').service('nginx').active.answers(true)
        http.get('http://web-1/health').answers(status: 200)
    }
    run()
    expect {
        outcome 'not-applicable'
        effects == []
    }
}

test('leaves one alone that systemd is starting, or that somebody has masked') {
    given { host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'activating', sub: 'start-pre') }
    run()
    expect {
        outcome 'not-applicable'
        reason.contains('starting or stopping')
        effects == []
    }

    given { host.ssh('web-1').service('nginx').status().answers(load: 'masked', active: 'inactive', sub: 'dead') }
    run()
    expect {
        outcome 'not-applicable'
        reason.contains('masked')
        effects == []
    }
}

test('sees through a crash loop, and leaves it to systemd') {
    given {
        after(host.ssh('web-1').service('nginx').restart()) {
            host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'active', sub: 'running', pid: 4711)
                    .then(load: 'loaded', active: 'active', sub: 'running', pid: 4712, restarts: 1)
            http.get('http://web-1/health').answers(status: 200)
        }
    }
    run()
    expect {
        outcome 'failed'
        effects == ["host.ssh('web-1').service('nginx').restart"]
        undone == ['restart']
        log.contains('it was failed before')
    }
}

test('stops one again that somebody had stopped and that does not come up') {
    given {
        host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'inactive', sub: 'dead')
        host.ssh('web-1').service('nginx').restart().fails('exit code 1: Job for nginx.service failed')
    }
    run()
    expect {
        outcome 'failed'
        undone == []
    }

    given {
        host.ssh('web-1').service('nginx').restart().answers(exitCode: 0)
        after(host.ssh('web-1').service('nginx').restart()) {
            host.ssh('web-1').service('nginx').status().answers(load: 'loaded', active: 'failed', sub: 'failed')
        }
    }
    run()
    expect {
        outcome 'failed'
        effects.last() == "host.ssh('web-1').service('nginx').stop"
        undone == ['restart']
    }
}
