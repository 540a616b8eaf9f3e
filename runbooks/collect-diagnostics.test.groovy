inputs process: 'shop.jar', logs: '/var/log/shop.log', dumps: 2

given {
    host.local.read(any).answers(exitCode: 0, output: 'something\n')
    host.local.read('jcmd -l').answers(output: '17 /opt/shop.jar\n18 jdk.jcmd/sun.tools.jcmd.JCmd -l\n19 /opt/other.jar\n')
    host.local.read(['jcmd', '17', 'Thread.print']).answers(output: '''17:
Full thread dump

"main" #1 prio=5
   java.lang.Thread.State: BLOCKED (on object monitor)
\tat shop.Cart.add(Cart.java:17)

"pay" #2 prio=5
   java.lang.Thread.State: RUNNABLE
\tat shop.Pay.send(Pay.java:4)
''')
}

test('collects commands, logs and thread dumps, and changes nothing') {
    run()
    expect {
        outcome 'fixed'
        effects == []
        outputs.collected == 8
        log.contains('shop.Cart.add(Cart.java:17)')
        log.contains('dump 2 of process 17: 2 threads')
        log.contains('process 17: 2 threads, 1 of them blocked')
        calls.contains("host.local.read tail -n 100 -- '/var/log/shop.log', PT30S")
        calls.count { it.contains('Thread.print') } == 2
        took.toSeconds() == 20
        target == 'host/local/diagnostics'
    }
}

test('goes on without what is not there or not allowed') {
    given {
        host.local.read('free -m').fails('Expected a command that mendflow.host.local.allowed-reads allows')
        host.local.read('ss -s').answers(exitCode: 127, output: 'not found')
    }
    run inputs: [process: null]
    expect {
        outcome 'fixed'
        outputs.collected == 6
        log.contains('allowed-reads')
    }
}

test('fails when nothing gave anything') {
    given { host.ssh('web-1').read(any).fails('Expected to reach web-1, but the connection was refused') }
    run inputs: [host: 'web-1', process: null]
    expect {
        outcome 'failed'
        target == 'host/web-1/diagnostics'
    }
}
