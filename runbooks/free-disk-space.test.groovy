inputs host: 'web-1', mount: '/var', paths: '/var/log/shop', percent: 20

given {
    host.ssh('web-1').read { it[0] == 'readlink' }.answers(output: '/var/log/shop\n')
    host.ssh('web-1').read { it[0] == 'df' }.answers(output: 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 1000 950 50 95% /var\n')
    host.ssh('web-1').read { it[0] == 'du' }.answers(output: '400\t/var/log/shop/old\n900\t/var/log/shop\n')
    host.ssh('web-1').read { '+1440' in it }.answers(output: '\0' + '30000000 /var/log/shop/a.log.1' + '\0\0' + '20000000 /var/log/shop/b c.log.2' + '\0')
    host.ssh('web-1').read { '-1440' in it }.answers(output: '\0' + '90000000 /var/log/shop/now.log' + '\0')
    host.ssh('web-1').run(any).answers(exitCode: 0)
}

test('compresses old logs, the smallest first, and leaves live ones alone') {
    given {
        after(host.ssh('web-1').run(['gzip', '/var/log/shop/a.log.1'])) {
            host.ssh('web-1').read { it[0] == 'df' }.answers(output: 'Filesystem …\n/dev/sda1 1000 750 250 75% /var\n')
        }
    }
    run()
    expect {
        outcome 'fixed'
        effects == ["host.ssh('web-1').run [gzip, /var/log/shop/b c.log.2], PT30M", "host.ssh('web-1').run [gzip, /var/log/shop/a.log.1], PT30M"]
        target == 'host/web-1/disk/var'
        outputs.folders == ['900\t/var/log/shop', '400\t/var/log/shop/old']
    }
}

test('empties live logs only when it may, and when old ones are not enough') {
    run()
    expect {
        outcome 'failed'
        effects.every { it.contains('gzip') }
    }

    given {
        after(host.ssh('web-1').run { 'truncate' in it }) {
            host.ssh('web-1').read { it[0] == 'df' }.answers(output: 'Filesystem …\n/dev/sda1 1000 750 250 75% /var\n')
        }
    }
    run inputs: [empty: true, sudo: true]
    expect {
        outcome 'fixed'
        effects.last() == "host.ssh('web-1').run [sudo, -n, truncate, --no-create, --size=0, /var/log/shop/now.log]"
    }
}

test('touches nothing that find should not have found') {
    given {
        host.ssh('web-1').read { '+1440' in it }.answers(output: 'find: /var/log/shop/x: Permission denied\n' + '\0' + '20000000 /etc/shadow.log' + '\0\0'
                + '20000000 /var/log/shop/../../../etc/a.log' + '\0\0' + '20000000 /var/log/shopping/b.log' + '\0\0' + '20000000 /var/log/shop/c\n1 /etc/passwd' + '\0')
    }
    run()
    expect {
        outcome 'failed'
        effects == []
    }
}

test('refuses folders that are the system\'s own, relative, or have .. in them') {
    run inputs: [paths: '/var/log/shop,/etc/shop']
    expect { outcome 'not-applicable' }
    run inputs: [paths: '/var/log/../../etc']
    expect { outcome 'not-applicable' }
    run inputs: [paths: 'log/shop']
    expect { outcome 'not-applicable' }
    run inputs: [paths: '/var']
    expect {
        outcome 'not-applicable'
        calls == []
    }
}

test('refuses a folder that a link leads out of, or that lies on another disk') {
    given { host.ssh('web-1').read { it[0] == 'readlink' }.answers(output: '/srv/data\n') }
    run()
    expect {
        outcome 'not-applicable'
        log.contains('/var/log/shop is /srv/data')
    }

    given {
        host.ssh('web-1').read { it[0] == 'readlink' }.answers(output: '/var/log/shop\n')
        host.ssh('web-1').read { it[0] == 'df' }.answers(output: 'Filesystem …\n/dev/sdb1 1000 950 50 95% /var/log\n')
    }
    run()
    expect {
        outcome 'not-applicable'
        effects == []
    }
}

test('does nothing when there is room') {
    given { host.ssh('web-1').read { it[0] == 'df' }.answers(output: 'Filesystem …\n/dev/sda1 1000 750 250 75% /var\n') }
    run()
    expect {
        outcome 'not-applicable'
        reason.contains('too little is free')
    }
}
