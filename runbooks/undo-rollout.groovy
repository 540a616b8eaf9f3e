runbook('undo-rollout') {
    title 'Take a Kubernetes deployment back to the revision before its newest one'
    // Older code meets today's data: a person decides.
    risk  'medium'

    input 'namespace',  about: 'Namespace of the deployment'
    input 'deployment', about: 'Name of the deployment'
    input 'cluster',    default: 'default', about: 'Cluster, as the settings name it'
    input 'url',        type: 'uri', required: false, about: 'Health endpoint that must answer afterwards'

    target { "kubernetes/${inputs.cluster}/namespace/${inputs.namespace}/deployment/${inputs.deployment}" }

    // Blast radius: one deployment, and whoever relies on what its newest revision brought. Image, environment and mounts go back; config maps,
    // secrets and the schema of its database do not. Who deploys from Git must go back there too, or the next sync brings the trouble again.

    precondition('there is an earlier revision') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).revision() > 1
    }
    precondition('it is not paused') {
        !kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status.paused
    }

    // Twice would go forth again: so once.
    step('go back', once: true) {
        def deployment = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment)
        outputs.from = deployment.status.images
        outputs.revision = deployment.undoRollout()
        outputs.to = deployment.status.images
        log "from ${outputs.from} back to ${outputs.to}, revision ${outputs.revision}"
    }
    undo('go back') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).undoRollout()
    }

    verify('every pod is of the earlier revision and available', within: 'PT15M', every: 'PT5S', stable: 'PT30S') {
        def now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status
        log now.rollout
        now.rolloutDone && now.images == outputs.to
    }
    verify('it answers', within: 'PT2M', every: 'PT5S', stable: 'PT15S') { inputs.url == null || http.get(inputs.url).ok }
}
