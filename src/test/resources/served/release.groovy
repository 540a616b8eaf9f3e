runbook('release') {
    title 'Wait for a release that people want'
    risk  'low'

    input 'service', about: 'What is released'

    approve('wait for it', within: 'PT10M')

    each('look', in: ['a', 'b'], atMost: 2) { place ->
        step('look there') { log "looking at ${place}" }
    }

    waitFor('the release', signal: { [source: 'generic', kind: 'change', service: inputs.service] }, within: 'PT10M')

    step('note it') { outputs.title = outputs['the release'].title }
}
