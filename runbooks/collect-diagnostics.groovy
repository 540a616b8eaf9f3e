runbook('collect-diagnostics') {
    title 'Collect what people ask for first: load, memory, disks, processes, logs and thread dumps'
    risk  'low'

    input 'host',    required: false, about: 'Machine, as the settings name it; without, the one that Mendflow runs on'
    input 'process', required: false, about: 'Part of the command line of a Java process whose threads are dumped, such as shop.jar'
    input 'dumps',   type: 'integer', default: 3, min: 1, max: 10, about: 'Thread dumps, ten seconds apart: what stays where it is in all of them hangs'
    input 'logs',    type: 'list', default: [], about: 'Absolute paths of logs whose end is collected'
    input 'lines',   type: 'integer', default: 100, min: 1, max: 1000, about: 'Lines of each log'
    input 'more',    type: 'list', default: [], about: 'Further commands that only look, such as: ss -tan state established'

    output 'collected', type: 'integer', about: 'How many commands gave something'

    target { "host/${inputs.host ?: 'local'}/diagnostics" }

    // Blast radius: none but the load of the commands; a thread dump stops its process for some milliseconds, more of them with thousands of threads.
    // Everything goes by allowed-reads, and what is not allowed or not installed is left out and said so. Logs may hold what is nobody's business: they
    // end up in the evidence of the incident.

    step('list what to look at') {
        outputs.commands = ['uptime', 'free -m', 'df -hP', 'df -iP', 'top -b -n 1 -w 200', 'ps -eo pid,ppid,user,stat,etime,pcpu,pmem,rss,args --sort=-pcpu', 'ss -s'] +
                inputs.more + inputs.logs.collect { "tail -n ${inputs.lines} -- '${it}'" }
    }

    each('look', in: { outputs.commands }, into: 'seen') { command ->
        // One that does not answer must not keep the others from it.
        step('look', retry: 'R1/PT1S', within: 'PT1M') {
            def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
            try {
                def done = machine.read(command, 'PT30S')
                outputs.ok = done.ok
                // The beginning says most of a table, the end most of a log.
                outputs.text = command.startsWith('tail ') ? done.output.reverse().take(3900).reverse() : done.output.take(3900)
                log command
                log done.output.take(19000)
            } catch (InterruptedException e) {
                throw e
            } catch (Exception e) {
                outputs.ok = false
                log.warn(e.message)
            }
        }
    }

    when('threads are asked for') { inputs.process != null } then {
        step('find the process') {
            def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
            def jvms = machine.read('jcmd -l')
            if (!jvms.ok) log.warn(jvms.output)
            outputs.pids = jvms.output.readLines().findAll { it.contains(inputs.process) && !it.contains('JCmd') }.collect { it.split(' ')[0] }.findAll { it ==~ /\d+/ }
            log "processes of ${inputs.process}: ${outputs.pids}"
        }
        each('dump', in: { (1..inputs.dumps).collect { "dump ${it}".toString() } }, into: 'dumped') { dump ->
            step('dump the threads', retry: 'R2/PT2S', within: 'PT1M') {
                def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
                outputs.threads = outputs.pids.take(2).collect { pid ->
                    def text = machine.read(['jcmd', pid, 'Thread.print'], 'PT30S').output
                    // Stacks are cut to where they stand: the top of each thread, those of the JVM itself left out.
                    def threads = text.split(/\n\n/).findAll { it.contains('java.lang.Thread.State') || it.contains('deadlock') }
                    def tops = threads.collect { it.readLines().take(8).join('\n') }
                    log "${dump} of process ${pid}: ${threads.size()} threads\n" + tops.join('\n\n').take((19000 / Math.max(1, outputs.pids.size())) as int)
                    "process ${pid}: ${threads.size()} threads, ${text.count('State: BLOCKED')} of them blocked${text.contains('Java-level deadlock') ? ', a deadlock' : ''}".toString()
                }
                outputs.threads.each { log it }
            }
            await('ten seconds', within: 'PT10S', every: 'PT10S', otherwise: 'continue') { false }
        }
    }

    step('count') {
        outputs.collected = outputs.seen.values().count { it.ok } as int
        log "${outputs.collected} of ${outputs.commands.size()} commands gave something"
    }

    verify('there is something to read', within: 'PT10S', every: 'PT5S') { outputs.collected > 0 }
}
