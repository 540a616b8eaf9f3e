inputs from: 'rabbitmq', url: 'http://rabbit:15672', vhost: '/', queue: 'orders.dead', to: 'orders', most: 5

given {
    http.get('http://rabbit:15672/api/queues/%2F/orders.dead').answers(body: [messages: 8])
    http.get('http://rabbit:15672/api/queues/%2F/orders').answers(body: [messages: 0, consumers: 2])
    http.put(any, any).answers(status: 201)
    http.delete(any).answers(status: 404)
    after(http.put('http://rabbit:15672/api/parameters/shovel/%2F/mendflow-orders.dead', { it.value['src-delete-after'] == 1 })) {
        http.get('http://rabbit:15672/api/queues/%2F/orders.dead').answers(body: [messages: 8]).then(body: [messages: 7])
    }
    after(http.put('http://rabbit:15672/api/parameters/shovel/%2F/mendflow-orders.dead', { it.value['src-delete-after'] == 4 })) {
        http.get('http://rabbit:15672/api/queues/%2F/orders.dead').answers(body: [messages: 3])
    }
}

test('has the broker move one letter, and then as many as allowed') {
    run()
    expect {
        outcome 'fixed'
        effects.size() == 2
        effects[0].contains('src-uri=amqp:///%2F, src-queue=orders.dead') && effects[0].contains('dest-queue=orders,') && effects[0].contains('src-delete-after=1,')
        effects[1].contains('src-delete-after=4,') && effects[1].contains('ack-mode=on-confirm')
        target == 'queue///orders.dead'
    }
}

test('moves no more when the first one comes back') {
    given {
        after(http.put(any, { it.value['src-delete-after'] == 1 })) {
            http.get('http://rabbit:15672/api/queues/%2F/orders.dead').answers(body: [messages: 7]).times(3).then(body: [messages: 8])
        }
    }
    run()
    expect {
        outcome 'escalated'
        reason.contains('has come back')
        effects.size() == 1
    }
}

test('takes its order back when the first one never leaves') {
    given { after(http.put(any, { it.value['src-delete-after'] == 1 })) { http.get('http://rabbit:15672/api/queues/%2F/orders.dead').answers(body: [messages: 8]) } }
    run()
    expect {
        outcome 'failed'
        undone == ['replay one']
        effects.last().startsWith('http.delete http://rabbit:15672/api/parameters/shovel/%2F/mendflow-orders.dead')
    }
}

test('does nothing when nobody reads the queue, or when there is nothing to replay') {
    given { http.get('http://rabbit:15672/api/queues/%2F/orders').answers(body: [messages: 0, consumers: 0]) }
    run()
    expect {
        outcome 'not-applicable'
        effects == []
    }

    given { http.get('http://rabbit:15672/api/queues/%2F/orders.dead').answers(body: [messages: 0]) }
    run()
    expect {
        outcome 'not-applicable'
        reason.contains('there are dead letters')
    }
}

test('never orders a second move by itself when its node dies while it orders one') {
    given { http.put(any, any).crashes() }
    run()
    expect {
        outcome 'outcome-unknown'
        effects.size() == 1
    }
}

test('replays deliveries of Mendflow') {
    given {
        http.get('http://mendflow/api/ledger').answers(body: [deadLettered: 3])
        http.get('http://mendflow/api/dead-letters?limit=2').answers(body: [items: [[receipt: 'r3'], [receipt: 'r2']]])
        http.post(any).answers(status: 202)
        after(http.post('http://mendflow/api/dead-letters/r3/replay')) { http.get('http://mendflow/api/ledger').answers(body: [deadLettered: 2]) }
        after(http.post('http://mendflow/api/dead-letters/r2/replay')) { http.get('http://mendflow/api/ledger').answers(body: [deadLettered: 1]) }
    }
    run inputs: [from: 'mendflow', url: 'http://mendflow', most: 2]
    expect {
        outcome 'fixed'
        effects.size() == 2
        effects.every { it.startsWith('http.post http://mendflow/api/dead-letters/r') }
        target == 'queue/mendflow'
    }
}
