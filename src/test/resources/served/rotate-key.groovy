runbook('rotate-key') {
    title 'Rotate a key'
    risk  'high'

    input 'key',   type: 'secret',  about: 'Name of the secret that holds the key'
    input 'count', type: 'integer', about: 'How many keys to make'
    input 'mode',  type: 'enum',    values: ['slow', 'fast'], default: 'slow', about: 'How to go about it'

    target { "key/${inputs.count}" }

    step('use the key') {
        log "the key is ${inputs.key}"
        outputs.key = inputs.key
        outputs.length = inputs.key.length()
    }

    verify('the key was used', within: 'PT10S', every: 'PT1S') { outputs.length > 0 }
}
