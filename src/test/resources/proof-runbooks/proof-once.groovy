runbook('proof-once') {
    title 'Act three times, each time once'
    risk  'low'

    input 'witness', type: 'uri',                      about: 'Who counts what is done'
    input 'name',                                      about: 'What the witness calls this run'
    input 'fails',   type: 'boolean', default: false, about: 'Whether it fails in the end'

    target { "proof/${inputs.name}" }

    step('once-1', once: true) { http.post("${inputs.witness}/effect/${inputs.name}/once-1") }
    undo('once-1')             { http.post("${inputs.witness}/effect/${inputs.name}/undo-once-1") }

    step('once-2', once: true) { http.post("${inputs.witness}/effect/${inputs.name}/once-2") }
    undo('once-2')             { http.post("${inputs.witness}/effect/${inputs.name}/undo-once-2") }

    step('once-3', once: true) { http.post("${inputs.witness}/effect/${inputs.name}/once-3") }
    undo('once-3')             { http.post("${inputs.witness}/effect/${inputs.name}/undo-once-3") }

    when('it is to fail') { inputs.fails } then { fail 'on purpose' }
}
