runbook('proof-many') {
    title 'Act in branches and for every item of a list'
    risk  'low'

    input 'witness', type: 'uri',                      about: 'Who counts what is done'
    input 'name',                                      about: 'What the witness calls this run'
    input 'fails',   type: 'boolean', default: false, about: 'Whether it fails in the end'

    target { "proof/${inputs.name}" }

    parallel {
        step('once-left', once: true) { http.post("${inputs.witness}/effect/${inputs.name}/once-left") }
        branch('right') {
            step('step-right', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-right") }
            undo('step-right')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-step-right") }
            step('once-right', once: true)         { http.post("${inputs.witness}/effect/${inputs.name}/once-right") }
            undo('once-right')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-once-right") }
        }
    }

    each('item', in: ['a', 'b', 'c'], atMost: 2) {
        step('step', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-${item}") }
        undo('step')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-step-${item}") }
        step('once', once: true)         { http.post("${inputs.witness}/effect/${inputs.name}/once-${item}") }
        undo('once')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-once-${item}") }
    }

    when('it is to fail') { inputs.fails } then { fail 'on purpose' }
}
