runbook('proof-alone') {
    title 'Act on what others want too'
    risk  'low'

    input 'witness', type: 'uri', about: 'Who counts what is done'
    input 'name',                 about: 'What the witness calls this run'

    target { 'proof/shared' }

    step('step-1', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-1") }

    step('step-2', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-2") }

    step('once-3', once: true) { http.post("${inputs.witness}/effect/${inputs.name}/once-3") }
}
