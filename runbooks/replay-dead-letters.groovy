runbook('replay-dead-letters') {
    title 'Give dead letters back to what could not process them: one first, then the rest'
    risk  'medium'

    input 'from',   type: 'enum', values: ['rabbitmq', 'mendflow'], about: 'rabbitmq has queues and the shovel plug-in, mendflow deliveries that it could not process'
    input 'url',    type: 'uri', about: 'Management API, such as http://rabbit:15672, or Mendflow itself'
    input 'vhost',  default: '/', about: 'Virtual host of both queues'
    input 'queue',  default: 'dead-letters', about: 'Queue that holds the dead letters'
    input 'to',     default: 'work', about: 'Queue that they came from'
    input 'most',   type: 'integer', default: 100, min: 1, max: 500, about: 'How many are replayed at most, the oldest ones of a queue'
    input 'authorization', type: 'secret', required: false, about: 'Name of the secret that is the whole Authorization header'

    target { inputs.from == 'rabbitmq' ? "queue/${inputs.vhost}/${inputs.queue}" : 'queue/mendflow' }

    // Blast radius: whatever the letters make happen, at once and perhaps for the second time: what reads them has to bear that. Order is lost. Nothing of a letter
    // is lost on the way: the broker's shovel takes one from its queue only after the other queue has it. No undo can take back what has been processed.

    precondition('there are dead letters') {
        def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
        def encoded = { java.net.URLEncoder.encode(it, 'UTF-8').replace('+', '%20') }
        def address = inputs.from == 'rabbitmq' ? "${inputs.url}/api/queues/${encoded.call(inputs.vhost)}/${encoded.call(inputs.queue)}" : "${inputs.url}/api/ledger"
        def answer = http.get(address, options)
        if (!answer.ok) throw new IllegalStateException(answer.error)
        (inputs.from == 'rabbitmq' ? answer.json.messages : answer.json.deadLettered) > 0
    }
    precondition('somebody reads the queue that they go to') {
        if (inputs.from == 'mendflow') return true
        def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
        def encoded = { java.net.URLEncoder.encode(it, 'UTF-8').replace('+', '%20') }
        def answer = http.get("${inputs.url}/api/queues/${encoded.call(inputs.vhost)}/${encoded.call(inputs.to)}", options)
        if (!answer.ok) throw new IllegalStateException(answer.error)
        answer.json.consumers > 0
    }

    step('count them') {
        def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
        def encoded = { java.net.URLEncoder.encode(it, 'UTF-8').replace('+', '%20') }
        outputs.counted = inputs.from == 'rabbitmq' ? "${inputs.url}/api/queues/${encoded.call(inputs.vhost)}/${encoded.call(inputs.queue)}".toString() : "${inputs.url}/api/ledger".toString()
        def answer = http.get(outputs.counted, options)
        if (!answer.ok) throw new IllegalStateException(answer.error)
        outputs.before = inputs.from == 'rabbitmq' ? answer.json.messages : answer.json.deadLettered
        outputs.rest = Math.min(outputs.before, inputs.most) - 1
        outputs.receipts = []
        if (inputs.from == 'mendflow') {
            def letters = http.get("${inputs.url}/api/dead-letters?limit=${inputs.most}", options)
            if (!letters.ok) throw new IllegalStateException(letters.error)
            outputs.receipts = letters.json.items.collect { it.receipt }
        }
        outputs.shovel = "${inputs.url}/api/parameters/shovel/${encoded.call(inputs.vhost)}/mendflow-${encoded.call(inputs.queue)}".toString()
        log "${outputs.before} dead letters"
    }

    // A poisoned letter comes straight back, and so would all the others: one shows it.
    step('replay one', once: true) {
        def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
        def encoded = { java.net.URLEncoder.encode(it, 'UTF-8').replace('+', '%20') }
        def local = "amqp:///${encoded.call(inputs.vhost)}"
        def answer = inputs.from == 'rabbitmq'
                ? http.put(outputs.shovel, [value: ['src-protocol': 'amqp091', 'src-uri': local, 'src-queue': inputs.queue, 'dest-protocol': 'amqp091', 'dest-uri': local,
                        'dest-queue': inputs.to, 'ack-mode': 'on-confirm', 'src-delete-after': 1, 'src-prefetch-count': 1]], options)
                : http.post("${inputs.url}/api/dead-letters/${outputs.receipts[0]}/replay", null, options)
        if (!answer.ok) throw new IllegalStateException(answer.error)
    }
    undo('replay one') {
        if (inputs.from == 'rabbitmq') {
            // A shovel that has done its work is gone by itself.
            def gone = http.delete(outputs.shovel, null, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
            if (!gone.ok && gone.status != 404) throw new IllegalStateException(gone.error)
        }
        log 'what has been replayed stays replayed'
    }
    await('it has left', within: 'PT1M', every: 'PT2S') {
        def answer = http.get(outputs.counted, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        answer.ok && (inputs.from == 'rabbitmq' ? answer.json.messages : answer.json.deadLettered) < outputs.before
    }
    await('it comes back', within: 'PT30S', every: 'PT5S', otherwise: 'continue') {
        def answer = http.get(outputs.counted, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        answer.ok && (inputs.from == 'rabbitmq' ? answer.json.messages : answer.json.deadLettered) >= outputs.before
    }
    when('it has come back') {
        def answer = http.get(outputs.counted, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        if (!answer.ok) throw new IllegalStateException(answer.error)
        (inputs.from == 'rabbitmq' ? answer.json.messages : answer.json.deadLettered) >= outputs.before
    } then {
        escalate 'the dead letter that was replayed has come back: what reads it is still broken'
    }

    when('there are more') { outputs.rest > 0 } then {
        step('replay the rest', once: true) {
            def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
            def encoded = { java.net.URLEncoder.encode(it, 'UTF-8').replace('+', '%20') }
            def local = "amqp:///${encoded.call(inputs.vhost)}"
            if (inputs.from == 'rabbitmq') {
                def answer = http.put(outputs.shovel, [value: ['src-protocol': 'amqp091', 'src-uri': local, 'src-queue': inputs.queue, 'dest-protocol': 'amqp091', 'dest-uri': local,
                        'dest-queue': inputs.to, 'ack-mode': 'on-confirm', 'src-delete-after': outputs.rest, 'src-prefetch-count': 10]], options)
                if (!answer.ok) throw new IllegalStateException(answer.error)
            } else {
                outputs.receipts.drop(1).each {
                    def answer = http.post("${inputs.url}/api/dead-letters/${it}/replay", null, options)
                    // Somebody else may have replayed it meanwhile.
                    if (!answer.ok && answer.status != 404) throw new IllegalStateException(answer.error)
                }
            }
        }
        undo('replay the rest') {
            if (inputs.from == 'rabbitmq') {
                def gone = http.delete(outputs.shovel, null, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
                if (!gone.ok && gone.status != 404) throw new IllegalStateException(gone.error)
            }
            log 'what has been replayed stays replayed'
        }
    }

    // Half of them may be new ones, or stay what they are: then they are for people, and the alert stays.
    verify('they are fewer, and stay so', within: 'PT5M', every: 'PT5S', stable: 'PT1M') {
        def answer = http.get(outputs.counted, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        if (!answer.ok) throw new IllegalStateException(answer.error)
        def left = inputs.from == 'rabbitmq' ? answer.json.messages : answer.json.deadLettered
        log "${left} dead letters, ${outputs.before} before"
        left <= outputs.before - (outputs.rest + 1) / 2
    }
}
