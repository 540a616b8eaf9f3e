runbook('free-disk-space') {
    title 'Make room on a full disk by compressing old logs, and by emptying live ones where that is allowed'
    // Lines of logs may be gone afterwards: a person decides.
    risk  'medium'

    input 'host',    required: false, about: 'Machine, as the settings name it; without, the one that Mendflow runs on'
    input 'mount',   about: 'Where the full file system is mounted, such as /var'
    input 'paths',   type: 'list', about: 'Folders on it in which logs may be touched, such as /var/log/shop; nothing outside of them ever is'
    input 'names',   type: 'list', default: ['*.log', '*.log.*', '*.out'], about: 'Names of files that are logs'
    input 'percent', type: 'integer', default: 20, min: 1, max: 90, about: 'Per cent that have to be free in the end'
    input 'age',     type: 'integer', default: 1440, min: 60, about: 'Minutes without a write after which a log counts as old'
    input 'size',    type: 'integer', default: 10, min: 1, about: 'MiB; smaller files are not worth it'
    input 'most',    type: 'integer', default: 50, min: 1, max: 500, about: 'How many files are touched at most, the largest ones'
    input 'empty',   type: 'boolean', default: false, about: 'true allows to empty logs that are still written to when old ones are not enough; their lines are lost'
    input 'sudo',    type: 'boolean', default: false, about: 'true has gzip and truncate run by sudo -n'

    target { "host/${inputs.host ?: 'local'}/disk${inputs.mount}" }

    // Blast radius: files of those names in those folders. Nothing is deleted. find follows no link and leaves no file system; a folder that is reached
    // through a link is refused. Who can write in the folders could still swap one for a link at the wrong moment: name none that you do not trust them with.
    // A log that a process holds open gives no room back when it is compressed, so only those that nobody has written to for long are.
    // There is no undo: to unpack would fill the disk again.

    precondition('the folders are absolute, and none of the system\'s own') {
        def plain = { (it ==~ '(/[A-Za-z0-9_@%+:,.-]+){2,}') && !it.split('/').any { part -> part in ['.', '..'] } }
        def wrong = inputs.paths.findAll { !plain.call(it) || it ==~ '/(bin|boot|dev|etc|lib[^/]*|proc|run|sbin|sys|usr)/.*' }
        if (wrong) log.warn("expected folders such as /var/log/shop, got ${wrong}")
        !wrong && inputs.paths
    }
    precondition('they are there, lead nowhere else, and lie on the full file system') {
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def mounted = { machine.read(['df', '-Pk', it]).output.readLines().last().split(/\s+/, 6).last() }
        inputs.paths.every {
            def real = machine.read(['readlink', '-e', it]).output.trim()
            if (real != it) log.warn("${it} is ${real ?: 'not there'}")
            real == it && mounted.call(it) == inputs.mount
        }
    }
    precondition('too little is free') {
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def df = machine.read(['df', '-Pk', inputs.mount])
        if (!df.ok) throw new IllegalStateException(df.output)
        def (used, free) = df.output.readLines().last().split(/\s+/)[2, 3]*.toLong()
        log df.output
        free * 100 < inputs.percent * (used + free)
    }

    step('find what takes the room', within: 'PT6M') {
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def du = machine.read(['du', '-xk', '--max-depth=3'] + inputs.paths, 'PT2M').output
        outputs.folders = du.readLines().findAll { it ==~ /\d+\s.*/ }.sort { -(it =~ /^\d+/)[0].toLong() }.take(10)
        outputs.folders.each { log "KiB in folder: ${it}" }

        // Between NULs, since a name may hold line breaks; what does not look like an answer (complaints, odd names) is left out.
        def find = { List<String> conditions ->
            def named = inputs.names.collect { ['-name', it] }.inject { one, other -> one + ['-o'] + other }
            def found = machine.read(['find'] + inputs.paths + ['-xdev', '-type', 'f', '('] + named + [')', '!', '-name', '*.gz'] + conditions +
                    ['-size', "+${inputs.size * 1024 - 1}k".toString(), '-printf', '\\0%s %p\\0'], 'PT2M').output
            found.split('\0').findAll { it ==~ '\\d+ /[^\\p{Cntrl}]+' }
                    .collect { it.split(' ', 2) }
                    .findAll { inputs.paths.any { folder -> it[1].startsWith(folder + '/') } && !it[1].contains('/../') }
                    .sort { -it[0].toLong() }.take(inputs.most.intValue())
        }
        def old = find.call(['-mmin', "+${inputs.age}".toString()])
        def live = find.call(['-mmin', "-${inputs.age}".toString()])
        old.each { log "old: ${it[0]} bytes in ${it[1]}" }
        live.each { log "live: ${it[0]} bytes in ${it[1]}" }
        // The smallest first: gzip needs room for its result while the file is still there.
        outputs.old = old.reverse().collect { it[1] }
        outputs.live = live.collect { it[1] }
    }

    each('compress', in: { outputs.old }) { file ->
        // Done again it finds the file gone, which is as well.
        step('compress', within: 'PT31M') {
            def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
            def done = machine.run((inputs.sudo ? ['sudo', '-n'] : []) + ['gzip', file], 'PT30M')
            if (!done.ok) log.warn("${file} stays as it is: ${done.output}")
        }
    }

    when('live logs may be emptied, and have to be') {
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def df = machine.read(['df', '-Pk', inputs.mount])
        if (!df.ok) throw new IllegalStateException(df.output)
        def (used, free) = df.output.readLines().last().split(/\s+/)[2, 3]*.toLong()
        inputs.empty && outputs.live && free * 100 < inputs.percent * (used + free)
    } then {
        each('empty', in: { outputs.live }) { log_file ->
            step('empty') {
                def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
                def df = machine.read(['df', '-Pk', inputs.mount])
                if (!df.ok) throw new IllegalStateException(df.output)
                def (used, free) = df.output.readLines().last().split(/\s+/)[2, 3]*.toLong()
                if (free * 100 >= inputs.percent * (used + free)) {
                    log "${log_file} is left: there is room enough"
                } else {
                    def done = machine.run((inputs.sudo ? ['sudo', '-n'] : []) + ['truncate', '--no-create', '--size=0', log_file])
                    if (!done.ok) log.warn("${log_file} stays as it is: ${done.output}")
                }
            }
        }
    }

    verify('enough is free', within: 'PT1M', every: 'PT5S', stable: 'PT10S') {
        def machine = inputs.host == null ? host.local : host.ssh(inputs.host)
        def df = machine.read(['df', '-Pk', inputs.mount])
        if (!df.ok) throw new IllegalStateException(df.output)
        def (used, free) = df.output.readLines().last().split(/\s+/)[2, 3]*.toLong()
        log df.output
        free * 100 >= inputs.percent * (used + free)
    }
}
