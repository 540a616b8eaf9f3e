runbook('flush-cache') {
    title 'Drop keys of a Redis cache, or have an HTTP cache forget what it keeps'
    risk  'medium'

    input 'via',     type: 'enum', values: ['redis', 'http'], default: 'redis', about: 'redis by redis-cli on a machine, http by the purge API of a cache or a CDN'
    input 'host',    required: false, about: 'Machine with redis-cli, as the settings name it; without, the one that Mendflow runs on'
    input 'server',  default: '127.0.0.1:6379', about: 'host:port of Redis as that machine reaches it; redis-cli has to be let in by itself (REDISCLI_AUTH)'
    input 'number',  type: 'integer', default: 0, min: 0, max: 1000, about: 'Number of the database in Redis'
    input 'scope',   type: 'enum', values: ['pattern', 'database', 'everything'], default: 'pattern', about: 'What Redis drops: keys by pattern, all of the database, or of all databases; the last two are asked about'
    input 'pattern', required: false, about: 'Keys, beginning with at least three plain characters, such as product:*'
    input 'most',    type: 'integer', default: 10000, min: 1, max: 100000, about: 'With more keys than that nothing is done: what is behind the cache would have to make them all anew'
    input 'purge',   type: 'uri', required: false, about: 'With http: takes POST {"<field>": [items]}, such as the purge_cache of a CDN'
    input 'field',   default: 'files', about: 'Name of the list in it'
    input 'items',   type: 'list', default: [], about: 'What the HTTP cache shall forget'
    input 'authorization', type: 'secret', required: false, about: 'With http: name of the secret that is the whole Authorization header'
    input 'url',     type: 'uri', required: false, about: 'Health endpoint of what uses the cache; it must answer afterwards'

    target { inputs.via == 'redis' ? "cache/${inputs.host ?: 'local'}/${inputs.server}" : "cache/${inputs.purge}" }

    // Blast radius: nothing is lost that cannot be made anew, if it is a cache: sessions, queues and locks are often kept in the same Redis, and those that are
    // dropped are gone. What is behind has to make it all anew at once: keep to few keys, and to quiet hours. There is no undo.

    precondition('it says what to drop, and not too widely') {
        if (inputs.via == 'http') return inputs.purge != null && inputs.items
        inputs.scope != 'pattern' || inputs.pattern ==~ /[A-Za-z0-9:_.\/{}-]{3}[^\p{Cntrl}]*/
    }
    precondition('Redis is there, and no replica') {
        if (inputs.via == 'http') return true
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def (name, port) = inputs.server.split(':')
        def role = machine.read(['redis-cli', '-h', name, '-p', port, 'info', 'replication'])
        if (!role.ok || !role.output.contains('role:')) throw new IllegalStateException(role.output)
        role.output.contains('role:master')
    }
    // A Redis that may not drop a key by itself is rather a store; single keys of it may be a cache all the same.
    precondition('what is to be emptied is a cache') {
        if (inputs.via == 'http' || inputs.scope == 'pattern') return true
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def (name, port) = inputs.server.split(':')
        def memory = machine.read(['redis-cli', '-h', name, '-p', port, 'info', 'memory']).output
        if (!memory.contains('maxmemory_policy:')) throw new IllegalStateException(memory)
        !memory.contains('maxmemory_policy:noeviction')
    }
    precondition('there are such keys, and not too many') {
        if (inputs.via == 'http' || inputs.scope != 'pattern') return true
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def (name, port) = inputs.server.split(':')
        def scan = machine.read(['redis-cli', '-h', name, '-p', port, '-n', "${inputs.number}".toString(), '--scan', '--pattern', inputs.pattern], 'PT1M')
        if (!scan.ok) throw new IllegalStateException(scan.output)
        def keys = scan.output.readLines().findAll { it.startsWith(inputs.pattern.take(3)) }
        log "${keys.size()} keys${scan.cut ? ' and more' : ''}"
        keys && keys.size() <= inputs.most && !scan.cut
    }

    when('all of it is to be dropped') { inputs.via == 'redis' && inputs.scope != 'pattern' } then {
        approve('drop all keys', within: 'PT30M')
        step('drop all keys') {
            def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
            def (name, port) = inputs.server.split(':')
            def words = inputs.scope == 'everything' ? ['flushall', 'async'] : ['-n', "${inputs.number}".toString(), 'flushdb', 'async']
            def done = machine.run(['redis-cli', '-h', name, '-p', port] + words)
            if (!done.ok || done.output.trim() != 'OK') throw new IllegalStateException(done.output)
        }
    }
    when('keys are to be dropped') { inputs.via == 'redis' && inputs.scope == 'pattern' } then {
        step('drop the keys', within: 'PT10M') {
            def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
            def (name, port) = inputs.server.split(':')
            def redis = ['redis-cli', '-h', name, '-p', port, '-n', "${inputs.number}".toString()]
            def scan = machine.read(redis + ['--scan', '--pattern', inputs.pattern], 'PT1M')
            if (!scan.ok) throw new IllegalStateException(scan.output)
            def keys = scan.output.readLines().findAll { it.startsWith(inputs.pattern.take(3)) }.take(inputs.most.intValue())
            keys.collate(200).each { some ->
                def done = machine.run(redis + ['unlink'] + some)
                // Complaints come with exit code 0.
                if (!done.ok || !(done.output.trim() ==~ /\d+/)) throw new IllegalStateException(done.output)
            }
            log "dropped ${keys.size()} keys, such as ${keys.take(5)}"
        }
    }
    when('an HTTP cache is to forget') { inputs.via == 'http' } then {
        step('purge') {
            def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
            def answer = http.post(inputs.purge, [(inputs.field): inputs.items], options)
            if (!answer.ok) throw new IllegalStateException(answer.error)
        }
    }

    // The keys themselves may be back at once: that is what a cache does. What counts is that it serves, and what uses it too.
    verify('the cache serves', within: 'PT1M', every: 'PT2S', stable: 'PT10S') {
        if (inputs.via == 'http') return inputs.items.every { !it.startsWith('http') || http.get(it).ok }
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def (name, port) = inputs.server.split(':')
        machine.read(['redis-cli', '-h', name, '-p', port, 'ping']).output.trim() == 'PONG'
    }
    verify('what uses it answers', within: 'PT5M', every: 'PT5S', stable: 'PT1M') { inputs.url == null || http.get(inputs.url).ok }
}
