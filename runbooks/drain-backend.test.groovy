inputs pool: 'web', backend: 'web-1', pool_url: 'http://lb/servers', backend_url: 'http://lb/servers/web-1', url: 'http://shop/health'

given {
    http.get('http://lb/servers').answers(body: [
        [name: 'web-1', admin_state: 'ready', operational_state: 'up'], [name: 'web-2', admin_state: 'ready', operational_state: 'up'],
        [name: 'web-3', admin_state: 'ready', operational_state: 'up']])
    http.get('http://shop/health').answers(status: 200)
    http.put(any, any).answers(status: 200)
    after(http.put('http://lb/servers/web-1', [admin_state: 'drain'])) {
        http.get('http://lb/servers').answers(body: [
            [name: 'web-1', admin_state: 'drain', operational_state: 'up'], [name: 'web-2', admin_state: 'ready', operational_state: 'up'],
            [name: 'web-3', admin_state: 'ready', operational_state: 'up']])
    }
}

test('takes a backend out when enough others serve') {
    run()
    expect {
        outcome 'fixed'
        effects == ['http.put http://lb/servers/web-1, {admin_state=drain}, [:]']
        target == 'pool/web'
    }
}

test('leaves it in when too few would serve') {
    run inputs: [least: 3]
    expect {
        outcome 'not-applicable'
        effects == []
    }

    given {
        http.get('http://lb/servers').answers(body: [
            [name: 'web-1', admin_state: 'ready', operational_state: 'up'], [name: 'web-2', admin_state: 'ready', operational_state: 'down'],
            [name: 'web-3', admin_state: 'maint', operational_state: 'up'], [name: 'web-4', admin_state: 'ready', operational_state: 'up']])
    }
    run()
    expect {
        outcome 'not-applicable'
        reason.contains('enough others serve')
        log.contains('others that serve: [web-4]')
    }
}

test('knows one that is not in the pool, or out of it already') {
    run inputs: [backend: 'web-9']
    expect {
        outcome 'not-applicable'
        log.contains('[web-1, web-2, web-3]')
    }
    run inputs: [direction: 'in']
    expect { outcome 'not-applicable' }
}

test('puts it back in when the others do not bear it') {
    given { after(http.put('http://lb/servers/web-1', [admin_state: 'drain'])) {
        http.get('http://lb/servers').answers(body: [
            [name: 'web-1', admin_state: 'drain', operational_state: 'up'], [name: 'web-2', admin_state: 'ready', operational_state: 'up'],
            [name: 'web-3', admin_state: 'ready', operational_state: 'down']])
    } }
    run()
    expect {
        outcome 'failed'
        effects.last() == 'http.put http://lb/servers/web-1, {admin_state=ready}, [:]'
        undone == ['set its state']
    }
}

test('waits for its connections, and goes on when some never end') {
    given {
        after(http.put('http://lb/servers/web-1', [admin_state: 'drain'])) {
            http.get('http://lb/servers').answers(body: [servers: [
                [name: 'web-1', admin_state: 'drain', operational_state: 'up', scur: 3], [name: 'web-2', admin_state: 'ready', operational_state: 'up'],
                [name: 'web-3', admin_state: 'ready', operational_state: 'up']]])
        }
        http.get('http://lb/servers').answers(body: [servers: [
            [name: 'web-1', admin_state: 'ready', operational_state: 'up', scur: 9], [name: 'web-2', admin_state: 'ready', operational_state: 'up'],
            [name: 'web-3', admin_state: 'ready', operational_state: 'up']]])
    }
    run inputs: [connections_field: 'scur', list: 'servers']
    expect {
        outcome 'fixed'
        took.toMinutes() == 10
        log.contains('connections: 3')
    }
}

test('puts one back that is out, and proves that it serves') {
    given {
        http.get('http://lb/servers').answers(body: [[name: 'web-1', admin_state: 'drain', operational_state: 'up']])
        after(http.put('http://lb/servers/web-1', [admin_state: 'ready'])) {
            http.get('http://lb/servers').answers(body: [[name: 'web-1', admin_state: 'ready', operational_state: 'down']]).then(body: [[name: 'web-1', admin_state: 'ready', operational_state: 'up']])
        }
    }
    run inputs: [direction: 'in']
    expect {
        outcome 'fixed'
        effects == ['http.put http://lb/servers/web-1, {admin_state=ready}, [:]']
    }
}
