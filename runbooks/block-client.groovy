runbook('block-client') {
    title 'Block the address of an abusive client for a time, and let it in again afterwards'
    // Behind one address there may be many people: a person decides.
    risk  'medium'

    input 'address',  about: 'IPv4 or IPv6 address, or a range no wider than /24, or /64 of IPv6'
    input 'own',      type: 'list', about: 'Addresses and ranges that are never blocked: offices, monitoring, proxies, partners'
    input 'via',      type: 'enum', values: ['nft', 'iptables', 'http'], default: 'nft', about: 'What blocks it'
    input 'hosts',    type: 'list', default: [], about: 'With nft and iptables: the machines, as the settings name them'
    input 'set',      default: 'inet filter blocked', about: 'With nft: the set of addresses (flags timeout, and interval for ranges) that a rule drops; one of its own for IPv6'
    input 'waf',      type: 'uri', required: false, about: 'With http: takes POST {"address": …, "seconds": …}, and DELETE of <waf>/<address>'
    input 'authorization', type: 'secret', required: false, about: 'With http: name of the secret that is the whole Authorization header'
    input 'time',     type: 'duration', default: 'PT1H', min: 'PT15M', max: 'PT24H', about: 'For how long, in quarters of an hour'
    input 'query',    about: 'PromQL of the rate of the abuse, one series'
    input 'threshold', type: 'decimal', min: 0, about: 'Rate that is no trouble'

    target { "client/${inputs.address}" }

    // Blast radius: everybody behind the address: an office, a mobile carrier, a proxy. Connections that are open go on where the rules let established ones through.
    // The address must be the client's own: behind a load balancer machines see the balancer's, which belongs among 'own'. nft forgets the address by itself
    // after the time, whatever becomes of this run; iptables and a WAF need the run to come to its end.

    precondition('the address is one, is public, and is not too wide') {
        def literal = inputs.address ==~ '([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,7})(/[0-9]{1,3})?'
        if (!literal) return false
        def (text, length) = inputs.address.split('/').toList() + [null]
        def address = InetAddress.getByName(text)
        int bits = address.address.length * 8
        int prefix = length == null ? bits : length as int
        def special = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3',
                       '::/8', 'fc00::/7', 'fe80::/9', 'ff00::/8']
        def inside = special.find {
            def range = it.split('/')
            def base = InetAddress.getByName(range[0]).address
            base.length * 8 == bits && new BigInteger(1, base).shiftRight(bits - (range[1] as int)) == new BigInteger(1, address.address).shiftRight(bits - (range[1] as int))
        }
        if (inside) log.warn("${inputs.address} is in ${inside}, which is no client's")
        !inside && prefix <= bits && prefix >= (bits == 32 ? 24 : 64)
    }
    precondition('it is none of our own') {
        def (text, length) = inputs.address.split('/').toList() + [null]
        def address = InetAddress.getByName(text).address
        int bits = address.length * 8
        def own = inputs.own.find {
            def (base, size) = it.split('/').toList() + [null]
            if (!(base ==~ /[0-9A-Fa-f.:]+/)) throw new IllegalArgumentException("expected addresses and ranges in 'own', got '${it}'")
            def other = InetAddress.getByName(base).address
            int common = Math.min(length == null ? bits : length as int, size == null ? bits : size as int)
            other.length == address.length && new BigInteger(1, other).shiftRight(bits - common) == new BigInteger(1, address).shiftRight(bits - common)
        }
        if (own) log.warn("${inputs.address} meets ${own}, which is our own")
        !own
    }
    precondition('it says where to block') { inputs.via == 'http' ? inputs.waf != null : !inputs.hosts.empty }
    precondition('the rate is too high') {
        def rate = monitoring.query(inputs.query)
        if (!rate.ok) throw new IllegalStateException(rate.error)
        rate.value != null && rate.value > inputs.threshold
    }

    step('count the time') {
        outputs.quarters = (inputs.time.toMinutes() + 14).intdiv(15)
        outputs.seconds = outputs.quarters * 900
        outputs.rate = monitoring.query(inputs.query).value
        log "rate ${outputs.rate}; blocked for ${outputs.seconds} s"
    }

    each('block', in: { inputs.via == 'http' ? [inputs.waf] : inputs.hosts }, atMost: 5) { place ->
        // Blocking twice is blocking once, in each of the three.
        step('block') {
            if (inputs.via == 'http') {
                def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
                def answer = http.post(place, [address: inputs.address, seconds: outputs.seconds], options)
                if (!answer.ok) throw new IllegalStateException(answer.error)
            } else if (inputs.via == 'nft') {
                // Some minutes more than this run needs, for when it does not come to its end.
                def element = "{ ${inputs.address} timeout ${outputs.seconds + 600}s }".toString()
                def done = host.ssh(place).run(['sudo', '-n', 'nft', 'add', 'element'] + inputs.set.split(' ').toList() + [element])
                if (!done.ok) throw new IllegalStateException(done.output)
            } else {
                def table = inputs.address.contains(':') ? 'ip6tables' : 'iptables'
                def rule = ['INPUT', '-s', inputs.address, '-m', 'comment', '--comment', 'mendflow', '-j', 'DROP']
                if (!host.ssh(place).read(['sudo', '-n', table, '-w', '-C'] + rule).ok) {
                    def done = host.ssh(place).run(['sudo', '-n', table, '-w', '-I'] + rule)
                    if (!done.ok) throw new IllegalStateException(done.output)
                }
            }
        }
        undo('block') {
            if (inputs.via == 'http') {
                def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
                def answer = http.delete("${place}/${inputs.address.replace('/', '%2F')}", null, options)
                if (!answer.ok && answer.status != 404) throw new IllegalStateException(answer.error)
            } else if (inputs.via == 'nft') {
                def element = "{ ${inputs.address} }".toString()
                if (host.ssh(place).read(['sudo', '-n', 'nft', 'get', 'element'] + inputs.set.split(' ').toList() + [element]).ok) {
                    def done = host.ssh(place).run(['sudo', '-n', 'nft', 'delete', 'element'] + inputs.set.split(' ').toList() + [element])
                    if (!done.ok) throw new IllegalStateException(done.output)
                }
            } else {
                def table = inputs.address.contains(':') ? 'ip6tables' : 'iptables'
                def rule = ['INPUT', '-s', inputs.address, '-m', 'comment', '--comment', 'mendflow', '-j', 'DROP']
                if (host.ssh(place).read(['sudo', '-n', table, '-w', '-C'] + rule).ok) {
                    def done = host.ssh(place).run(['sudo', '-n', table, '-w', '-D'] + rule)
                    if (!done.ok) throw new IllegalStateException(done.output)
                }
            }
        }
    }

    // A block that changes nothing hits somebody else: it is taken back at once.
    await('the rate falls', within: 'PT10M', every: 'PT15S') {
        def rate = monitoring.query(inputs.query)
        if (!rate.ok) throw new IllegalStateException(rate.error)
        rate.value == null || rate.value <= inputs.threshold
    }

    each('wait', in: { (1..outputs.quarters).collect { "quarter of an hour ${it}".toString() } }) { quarter ->
        await('a quarter of an hour', within: 'PT15M', every: 'PT5M', otherwise: 'continue') { false }
    }

    each('let in', in: { inputs.via == 'http' ? [inputs.waf] : inputs.hosts }) { place ->
        step('let it in again') {
            if (inputs.via == 'http') {
                def options = inputs.authorization == null ? [:] : [headers: [Authorization: inputs.authorization]]
                def answer = http.delete("${place}/${inputs.address.replace('/', '%2F')}", null, options)
                if (!answer.ok && answer.status != 404) throw new IllegalStateException(answer.error)
            } else if (inputs.via == 'nft') {
                def element = "{ ${inputs.address} }".toString()
                if (host.ssh(place).read(['sudo', '-n', 'nft', 'get', 'element'] + inputs.set.split(' ').toList() + [element]).ok) {
                    def done = host.ssh(place).run(['sudo', '-n', 'nft', 'delete', 'element'] + inputs.set.split(' ').toList() + [element])
                    if (!done.ok) throw new IllegalStateException(done.output)
                }
            } else {
                def table = inputs.address.contains(':') ? 'ip6tables' : 'iptables'
                def rule = ['INPUT', '-s', inputs.address, '-m', 'comment', '--comment', 'mendflow', '-j', 'DROP']
                if (host.ssh(place).read(['sudo', '-n', table, '-w', '-C'] + rule).ok) {
                    def done = host.ssh(place).run(['sudo', '-n', table, '-w', '-D'] + rule)
                    if (!done.ok) throw new IllegalStateException(done.output)
                }
            }
        }
    }

    verify('the rate stays low without the block', within: 'PT10M', every: 'PT15S', stable: 'PT2M') {
        def rate = monitoring.query(inputs.query)
        if (!rate.ok) throw new IllegalStateException(rate.error)
        rate.value == null || rate.value <= inputs.threshold
    }
}
