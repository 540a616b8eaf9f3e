runbook('restart-rollout') {
    title 'Restart a Kubernetes deployment, pod after pod, and wait until all are back'
    risk  'low'

    input 'namespace',  about: 'Namespace of the deployment'
    input 'deployment', about: 'Name of the deployment'
    input 'cluster',    default: 'default', about: 'Cluster, as the settings name it'
    input 'url',        type: 'uri', required: false, about: 'Health endpoint that must answer afterwards'

    target { "kubernetes/${inputs.cluster}/namespace/${inputs.namespace}/deployment/${inputs.deployment}" }

    // Blast radius: one deployment. Kubernetes keeps an old pod until its new one is ready, so capacity stays as its strategy says;
    // what lives in the memory of the pods (caches, sessions) is lost.

    // Pods may well be sick here. A restart on top of a rollout that is under way, or stuck, would only hide it: that is for undo-rollout.
    precondition('it is all of one template, and not paused') {
        def now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status
        now.desired > 0 && !now.paused && now.observedGeneration >= now.generation && now.updated == now.desired && now.total == now.updated
    }

    step('restart', retry: 'R2/PT5S') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).restart()
    }
    // New pods that do not come up: the old ones that are left stay, and those that are gone come again.
    undo('restart') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).undoRollout()
    }

    verify('every pod is new and available', within: 'PT15M', every: 'PT5S', stable: 'PT30S') {
        def now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status
        log now.rollout
        now.rolloutDone
    }
    verify('it answers', within: 'PT2M', every: 'PT5S', stable: 'PT15S') { inputs.url == null || http.get(inputs.url).ok }
}
