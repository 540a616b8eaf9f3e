runbook('proof-awaiting') {
    title 'Wait in between'
    risk  'low'

    input 'witness', type: 'uri', about: 'Who counts what is done'
    input 'name',                 about: 'What the witness calls this run'

    target { "proof/${inputs.name}" }

    step('step-1', retry: 'R9/PT0.2S') { http.post("${inputs.witness}/effect/${inputs.name}/step-1") }

    await('the witness is ready', within: 'PT10M', every: 'PT0.3S') { http.get("${inputs.witness}/ready/${inputs.name}").ok }

    step('once-1', once: true) { http.post("${inputs.witness}/effect/${inputs.name}/once-1") }

    verify('the witness is ready still', within: 'PT10M', every: 'PT0.3S') { http.get("${inputs.witness}/ready/${inputs.name}").ok }
}
