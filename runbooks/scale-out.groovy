runbook('scale-out') {
    title 'Give a Kubernetes deployment more replicas, or take them back in'
    risk  'low'

    input 'namespace',  about: 'Namespace of the deployment'
    input 'deployment', about: 'Name of the deployment'
    input 'cluster',    default: 'default', about: 'Cluster, as the settings name it'
    input 'direction',  type: 'enum', values: ['out', 'in'], default: 'out', about: 'out adds replicas, in takes them away'
    input 'by',         type: 'integer', default: 2, min: 1, max: 20, about: 'How many replicas'
    input 'least',      type: 'integer', default: 2, min: 1, about: 'It never goes below'
    input 'most',       type: 'integer', default: 20, min: 1, about: 'It never goes above'

    target { "kubernetes/${inputs.cluster}/namespace/${inputs.namespace}/deployment/${inputs.deployment}" }

    // Blast radius: one deployment and the nodes' free room. More replicas also open more connections: mind the database's limit when choosing 'most'.

    precondition('no autoscaler sets its replicas') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).autoscaler == null
    }
    precondition('no rollout is under way') {
        def now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status
        !now.paused && now.observedGeneration >= now.generation && now.updated == now.desired && now.total == now.updated
    }
    precondition('there is room between least and most') {
        int now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).replicas
        inputs.direction == 'out' ? now < inputs.most : now > inputs.least
    }

    // The number is settled first, so that scaling can be done again without adding twice.
    step('settle the number') {
        int now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).replicas
        outputs.before = now
        outputs.after = inputs.direction == 'out' ? Math.min(now + inputs.by, inputs.most) : Math.max(now - inputs.by, inputs.least)
        log "from ${outputs.before} to ${outputs.after} replicas"
    }

    step('scale') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).scale(outputs.after)
    }
    // Pods that find no room only queue for it, before those of others.
    undo('scale') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).scale(outputs.before)
    }

    verify('that many replicas are ready, and no others are left', within: 'PT10M', every: 'PT5S', stable: 'PT30S') {
        def now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status
        log now.rollout
        now.rolloutDone && now.desired == outputs.after && now.ready == outputs.after
    }
}
