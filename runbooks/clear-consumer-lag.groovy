runbook('clear-consumer-lag') {
    title 'Give a consumer that falls behind more replicas until its lag falls'
    risk  'low'

    input 'namespace',  about: 'Namespace of the consumer'
    input 'deployment', about: 'Deployment of the consumer'
    input 'cluster',    default: 'default', about: 'Cluster, as the settings name it'
    input 'query',      about: 'PromQL of the lag, one series, such as sum(kafka_consumergroup_lag{consumergroup="orders"})'
    input 'threshold',  type: 'decimal', default: 1000, min: 0, about: 'Lag that is no trouble'
    input 'by',         type: 'integer', default: 2, min: 1, max: 20, about: 'How many replicas to add'
    input 'most',       type: 'integer', min: 1, about: 'Partitions of the topic: a consumer beyond them would idle'

    target { "kubernetes/${inputs.cluster}/namespace/${inputs.namespace}/deployment/${inputs.deployment}" }

    // Blast radius: the consumer group stops for the moments of a rebalance, and what it writes to is written to faster. A lag that comes from a poison
    // message or from a slow database does not fall by this: then it is undone, and a person looks.

    precondition('the lag is too high') {
        def lag = monitoring.query(inputs.query)
        if (!lag.ok) throw new IllegalStateException(lag.error)
        lag.value != null && lag.value > inputs.threshold
    }
    precondition('no autoscaler sets its replicas') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).autoscaler == null
    }
    precondition('there is a partition for one more consumer') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).replicas < inputs.most
    }

    step('note lag and size') {
        def lag = monitoring.query(inputs.query)
        if (!lag.ok || lag.value == null) throw new IllegalStateException(lag.error ?: 'the query gives no value')
        outputs.lag = lag.value
        outputs.before = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).replicas
        outputs.after = Math.min(outputs.before + inputs.by, inputs.most)
        log "lag ${outputs.lag}; from ${outputs.before} to ${outputs.after} consumers"
    }

    step('add consumers') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).scale(outputs.after)
    }
    undo('add consumers') {
        kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).scale(outputs.before)
    }

    verify('the new consumers are ready', within: 'PT5M', every: 'PT5S') {
        def now = kubernetes.cluster(inputs.cluster).namespace(inputs.namespace).deployment(inputs.deployment).status
        now.rolloutDone && now.ready == outputs.after
    }
    // Halved is falling: the rest is a matter of time, and the alert stays until it is gone.
    verify('the lag falls', within: 'PT20M', every: 'PT15S', stable: 'PT1M') {
        def lag = monitoring.query(inputs.query)
        if (!lag.ok) throw new IllegalStateException(lag.error)
        log "lag ${lag.value}"
        lag.value != null && (lag.value <= inputs.threshold || lag.value <= outputs.lag / 2)
    }
}
