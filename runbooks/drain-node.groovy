runbook('drain-node') {
    title 'Move every pod off a Kubernetes node and keep new ones away'
    risk  'medium'

    input 'node',    about: 'Name of the node'
    input 'cluster', default: 'default', about: 'Cluster, as the settings name it'
    input 'grace',   type: 'duration', required: false, min: 'PT1S', max: 'PT1H', about: 'How long a pod may take to end; as each asks for itself without'

    target { "kubernetes/${inputs.cluster}/node/${inputs.node}" }

    // Blast radius: each pod on the node, of whatever namespace. Pods go by the eviction API, so disruption budgets hold; what has no budget may lose
    // all its replicas at once if they share the node. Data in emptyDir volumes is lost. Pods of daemon sets stay. A pod that nothing controls stops
    // the drain before anything is evicted. The other nodes need the room: look at their requests first.

    // Somebody who has cordoned it already works on it, and would find it open again after an undo.
    precondition('nobody has cordoned it already') { kubernetes.cluster(inputs.cluster).node(inputs.node).schedulable }

    step('cordon') { kubernetes.cluster(inputs.cluster).node(inputs.node).cordon() }
    undo('cordon') { kubernetes.cluster(inputs.cluster).node(inputs.node).uncordon() }

    // Ten minutes for budgets to give way and for pods to end.
    step('evict its pods', retry: 'R40/PT15S') {
        def report = kubernetes.cluster(inputs.cluster).node(inputs.node).drain(inputs.grace == null ? [:] : [grace: inputs.grace])
        outputs.staying = report.skipped
        log "asked to go: ${report.evicted}; on their way: ${report.leaving}; kept by a disruption budget: ${report.blocked}"
        if (!report.done) {
            throw new IllegalStateException("pods are still there: ${report.blocked + report.leaving + report.evicted}")
        }
    }

    verify('none but the pods that stay are on it, and it is closed', within: 'PT2M', every: 'PT5S', stable: 'PT15S') {
        def node = kubernetes.cluster(inputs.cluster).node(inputs.node)
        def others = node.pods().collect { it.namespace + '/' + it.name } - outputs.staying
        if (others) log "still there: ${others}"
        !node.schedulable && others.empty
    }
}
