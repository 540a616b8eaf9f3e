inputs address: '203.0.113.7', own: '198.51.100.0/24', hosts: 'edge-1,edge-2', query: 'rate', threshold: 10, time: 'PT50M'

given {
    monitoring.query('rate').answers(500)
    host.ssh(any).run(any).answers(exitCode: 0)
    host.ssh(any).read(any).answers(exitCode: 0)
    after(host.ssh('edge-1').run { 'add' in it }) { monitoring.query('rate').answers(200).then(3) }
}

test('blocks it on every machine, waits, lets it in again, and looks whether it behaves') {
    run()
    expect {
        outcome 'fixed'
        effects.size() == 4
        effects.count { it.endsWith('[sudo, -n, nft, add, element, inet, filter, blocked, { 203.0.113.7 timeout 4200s }]') } == 2
        effects.drop(2).every { it.endsWith('[sudo, -n, nft, delete, element, inet, filter, blocked, { 203.0.113.7 }]') }
        took.toMinutes() >= 60 && took.toMinutes() < 65
        target == 'client/203.0.113.7'
    }
}

test('blocks nobody who is no client, and no range that is too wide') {
    for (address in ['10.1.2.3', '172.20.0.1', '192.168.1.1', '127.0.0.1', '100.64.3.3', '169.254.169.254', '224.0.0.1', '203.0.112.0/23', '0.0.0.0/0', '::1', 'fd00::1', 'fe80::1', '2a00:1::/48',
                     '::ffff:10.0.0.1', 'example.org', '203.0.113.7; reboot', '203.0.113.7/33']) {
        run inputs: [address: address]
        expect {
            outcome 'not-applicable'
            effects == []
        }
    }
}

test('blocks none of our own') {
    for (address in ['198.51.100.9', '198.51.100.0/25', '198.51.100.0/24']) {
        run inputs: [address: address]
        expect {
            outcome 'not-applicable'
            log.contains('which is our own')
        }
    }
    run inputs: [own: '203.0.113.7', address: '203.0.113.0/24']
    expect { outcome 'not-applicable' }
}

test('takes a block back that changes nothing') {
    given { after(host.ssh('edge-1').run { 'add' in it }) { monitoring.query('rate').answers(500) } }
    run()
    expect {
        outcome 'failed'
        effects.count { it.contains('delete, element') } == 2
        undone == ['block', 'block']
    }
}

test('takes back what it has blocked when another machine fails') {
    given { host.ssh('edge-2').run(any).answers(exitCode: 1, output: 'No such file or directory') }
    run()
    expect {
        outcome 'failed'
        effects.last() == "host.ssh('edge-1').run [sudo, -n, nft, delete, element, inet, filter, blocked, { 203.0.113.7 }]"
    }
}

test('puts no second rule into iptables') {
    given {
        host.ssh(any).read { '-C' in it }.answers(exitCode: 1).then(exitCode: 0)
        after(host.ssh('edge-1').run { '-I' in it }) { monitoring.query('rate').answers(3) }
    }
    run inputs: [via: 'iptables', address: '2a00:1:2:3::/64', hosts: 'edge-1']
    expect {
        outcome 'fixed'
        effects == ["host.ssh('edge-1').run [sudo, -n, ip6tables, -w, -I, INPUT, -s, 2a00:1:2:3::/64, -m, comment, --comment, mendflow, -j, DROP]",
                    "host.ssh('edge-1').run [sudo, -n, ip6tables, -w, -D, INPUT, -s, 2a00:1:2:3::/64, -m, comment, --comment, mendflow, -j, DROP]"]
    }
}

test('asks a WAF') {
    given {
        http.post('http://waf/blocks', [address: '203.0.113.0/24', seconds: 900]).answers(status: 201)
        http.delete('http://waf/blocks/203.0.113.0%2F24').answers(status: 404)
        after(http.post('http://waf/blocks')) { monitoring.query('rate').answers(3) }
    }
    run inputs: [via: 'http', waf: 'http://waf/blocks', hosts: '', address: '203.0.113.0/24', time: 'PT15M']
    expect {
        outcome 'fixed'
        effects.size() == 2
    }
}
