runbook('drain-backend') {
    title 'Take a backend out of a load balancer\'s pool, or put it back'
    risk  'medium'

    input 'pool',        about: 'Name of the pool, for leases and for people'
    input 'backend',     about: 'Name of the backend in it'
    input 'direction',   type: 'enum', values: ['out', 'in'], default: 'out', about: 'out takes it from the pool, in puts it back'
    input 'least',       type: 'integer', default: 2, min: 1, about: 'So many others have to serve, or it stays in'
    input 'pool_url',    type: 'uri', about: 'Lists the backends as JSON, such as http://lb:5555/v3/services/haproxy/runtime/backends/web/servers'
    input 'backend_url', type: 'uri', about: 'Takes PUT {"admin_state": …} for the backend, such as http://lb:5555/v3/services/haproxy/runtime/backends/web/servers/web-1'
    input 'list',        required: false, about: 'Name of the list in the answer; without, the answer is the list'
    input 'name_field',  default: 'name', about: 'What a backend is called by there; these five are as HAProxy has them'
    input 'state_field', default: 'admin_state', about: 'What says whether it is to be used, and is set'
    input 'in_state',    default: 'ready', about: 'Its value for one that is in'
    input 'out_state',   default: 'drain', about: 'Its value for one that gets nothing new'
    input 'health',      default: 'operational_state=up', about: 'What a backend that serves has beside it'
    input 'connections_field', required: false, about: 'What counts its connections, where that is told; then they are waited for'
    input 'authorization', type: 'secret', required: false, about: 'Name of the secret that is the whole Authorization header'
    input 'url',         type: 'uri', required: false, about: 'Health endpoint of the pool, through the load balancer'

    target { "pool/${inputs.pool}" }

    // Blast radius: the others get its share of the load: so many have to serve before and after, and one backend of a pool is moved at a time, by the lease on
    // the pool. Sessions that stick to it go on until they end. What the load balancer is told this way is often lost when it restarts.

    precondition('it is in the pool, and not yet where it shall be') {
        def answer = http.get(inputs.pool_url, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        if (!answer.ok) throw new IllegalStateException(answer.error)
        def all = inputs.list == null ? answer.json : answer.json[inputs.list]
        def own = all.find { it[inputs.name_field] == inputs.backend }
        if (own == null) log "the pool has ${all.collect { it[inputs.name_field] }}"
        own != null && (own[inputs.state_field] == inputs.in_state) == (inputs.direction == 'out')
    }
    precondition('enough others serve') {
        def answer = http.get(inputs.pool_url, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        if (!answer.ok) throw new IllegalStateException(answer.error)
        def (field, value) = inputs.health.split('=', 2)
        def all = inputs.list == null ? answer.json : answer.json[inputs.list]
        def others = all.findAll { it[inputs.name_field] != inputs.backend && it[inputs.state_field] == inputs.in_state && "${it[field]}" == value }
        log "others that serve: ${others.collect { it[inputs.name_field] }}"
        inputs.direction == 'in' || others.size() >= inputs.least
    }

    step('note its state') {
        def answer = http.get(inputs.pool_url, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        if (!answer.ok) throw new IllegalStateException(answer.error)
        def all = inputs.list == null ? answer.json : answer.json[inputs.list]
        outputs.before = all.find { it[inputs.name_field] == inputs.backend }[inputs.state_field]
        outputs.after = inputs.direction == 'out' ? inputs.out_state : inputs.in_state
        log "from ${outputs.before} to ${outputs.after}"
    }

    step('set its state') {
        def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
        def answer = http.put(inputs.backend_url, [(inputs.state_field): outputs.after], options)
        if (!answer.ok) throw new IllegalStateException(answer.error)
    }
    undo('set its state') {
        def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
        def answer = http.put(inputs.backend_url, [(inputs.state_field): outputs.before], options)
        if (!answer.ok) throw new IllegalStateException(answer.error)
    }

    when('its connections have to end') { inputs.direction == 'out' && inputs.connections_field != null } then {
        // Some never end by themselves, and whoever asked for this wants to go on.
        await('they have ended', within: 'PT10M', every: 'PT5S', otherwise: 'continue') {
            def answer = http.get(inputs.pool_url, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
            def all = !answer.ok ? [] : inputs.list == null ? answer.json : answer.json[inputs.list]
            def left = all.find { it[inputs.name_field] == inputs.backend }?.get(inputs.connections_field)
            log "connections: ${left}"
            left != null && "${left}".toBigDecimal() == 0
        }
    }

    verify('it is where it shall be, and enough others serve', within: 'PT2M', every: 'PT5S', stable: 'PT30S') {
        def answer = http.get(inputs.pool_url, inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]])
        if (!answer.ok) throw new IllegalStateException(answer.error)
        def (field, value) = inputs.health.split('=', 2)
        def all = inputs.list == null ? answer.json : answer.json[inputs.list]
        def serving = all.findAll { it[inputs.state_field] == inputs.in_state && "${it[field]}" == value }.collect { it[inputs.name_field] }
        def own = all.find { it[inputs.name_field] == inputs.backend }
        own != null && own[inputs.state_field] == outputs.after &&
                (inputs.direction == 'in' ? inputs.backend in serving : (serving - inputs.backend).size() >= inputs.least)
    }
    verify('the pool answers', within: 'PT1M', every: 'PT5S', stable: 'PT15S') { inputs.url == null || http.get(inputs.url).ok }
}
