runbook('rollback-deployment') {
    title 'Roll the last deployment of a service back by asking what deploys it'
    // Older code meets today's data: a person decides.
    risk  'medium'

    input 'service', about: 'Name of the service, as what deploys it knows it'
    input 'from',    about: 'Version that brought the trouble'
    input 'to',      about: 'Version to go back to'
    input 'hook',    type: 'uri', about: 'Deploys a version: POST {"service": …, "version": …}'
    input 'token',   type: 'secret', required: false, about: 'Name of the secret that holds the bearer token of the hook'
    input 'version_url', type: 'uri', about: 'Address of the service that answers {"version": …}'
    input 'url',     type: 'uri', about: 'Health endpoint of the service'

    target { "service/${inputs.service}" }

    // Blast radius: one service, and whoever relies on what the version brought. Migrations of its database are not taken back: the version to go back to
    // has to bear them. On Kubernetes without something that deploys, take undo-rollout.

    precondition('the version that brought the trouble is in service') { http.get(inputs.version_url).json?.version == inputs.from }
    precondition('there is another one to go back to') { inputs.to != inputs.from }

    // What deploys may start a second deployment for a second request: so once.
    step('ask for the version before', once: true) {
        def headers = inputs.token == null ? [:] : [Authorization: 'Bearer ' + inputs.token]
        def answer = http.post(inputs.hook, [service: inputs.service, version: inputs.to], [headers: headers, deadline: 'PT30S'])
        if (!answer.ok) throw new IllegalStateException(answer.error)
    }
    // The version to go back to is no better: it is left as it was found.
    undo('ask for the version before') {
        def headers = inputs.token == null ? [:] : [Authorization: 'Bearer ' + inputs.token]
        def answer = http.post(inputs.hook, [service: inputs.service, version: inputs.from], [headers: headers, deadline: 'PT30S'])
        if (!answer.ok) throw new IllegalStateException(answer.error)
    }

    verify('the version before is in service', within: 'PT15M', every: 'PT10S') { http.get(inputs.version_url).json?.version == inputs.to }
    verify('it answers', within: 'PT5M', every: 'PT5S', stable: 'PT1M') { http.get(inputs.url).ok }
}
