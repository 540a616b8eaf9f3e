runbook('proof-undone') {
    title 'Act four times, fail, and take it all back'
    risk  'low'

    input 'witness', type: 'uri', about: 'Who counts what is done'
    input 'name',                 about: 'What the witness calls this run'

    target { "proof/${inputs.name}" }

    step('step-1', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-1") }
    undo('step-1')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-step-1") }

    step('step-2', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-2") }
    undo('step-2')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-step-2") }

    step('step-3', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-3") }
    undo('step-3')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-step-3") }

    step('step-4', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-4") }
    undo('step-4')                     { http.post("${inputs.witness}/effect/${inputs.name}/undo-step-4") }

    step('fail', retry: 'R2/PT0.2S') { throw new IllegalStateException('on purpose') }
}
