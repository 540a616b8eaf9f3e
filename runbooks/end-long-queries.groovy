runbook('end-long-queries') {
    title 'End PostgreSQL queries and open transactions that take too long'
    // It ends somebody's work: their transaction is rolled back and their client sees an error.
    risk  'medium'

    input 'database',    about: 'Database, as the settings name it'
    input 'longer_than', type: 'duration', default: 'PT15M', min: 'PT10S', about: 'A query that runs for longer is ended'
    input 'idle_longer_than', type: 'duration', default: 'PT15M', min: 'PT10S', about: 'A transaction in which nothing was done for longer is ended'
    input 'how',         type: 'enum', values: ['cancel', 'terminate'], default: 'cancel', about: 'cancel leaves the session of a query, terminate ends it too'
    input 'spare',       type: 'list', default: ['pg_dump', 'pg_basebackup'], about: 'Names of applications and of users that are left alone'
    input 'most',        type: 'integer', default: 20, min: 1, max: 200, about: 'With more sessions than that the trouble is another: nothing is done'

    target { "database/${inputs.database}" }

    // Blast radius: the clients of one database, Mendflow's own and those to spare excepted. There is no undo: what was rolled back has to be done again.
    // A long query is often only the victim of a lock that an idle transaction holds, so idle transactions go first.

    precondition('there are such sessions, and not too many') {
        def postgres = database.postgres(inputs.database)
        def found = (postgres.idleInTransaction(inputs.idle_longer_than) + postgres.longQueries(inputs.longer_than))
                .findAll { !(it.application in inputs.spare) && !(it.user in inputs.spare) }
        found.size() > 0 && found.size() <= inputs.most
    }

    // Each step looks anew, so that no process id is used that belongs to somebody else by now.
    step('end idle transactions') {
        def postgres = database.postgres(inputs.database)
        def idle = postgres.idleInTransaction(inputs.idle_longer_than).findAll { !(it.application in inputs.spare) && !(it.user in inputs.spare) }
        outputs.idle = idle.collect { "${it.user} from ${it.client}, idle for ${it.since}: ${it.query}" }
        outputs.idle.each { log it }
        idle.each { postgres.terminateBackend(it.pid) }
    }

    step('end long queries') {
        def postgres = database.postgres(inputs.database)
        def busy = postgres.longQueries(inputs.longer_than).findAll { !(it.application in inputs.spare) && !(it.user in inputs.spare) }
        outputs.queries = busy.collect { "${it.user} from ${it.client}, running for ${it.since}: ${it.query}" }
        outputs.queries.each { log it }
        busy.each { inputs.how == 'cancel' ? postgres.cancelBackend(it.pid) : postgres.terminateBackend(it.pid) }
    }

    verify('no such session is left', within: 'PT2M', every: 'PT5S', stable: 'PT10S') {
        def postgres = database.postgres(inputs.database)
        (postgres.idleInTransaction(inputs.idle_longer_than) + postgres.longQueries(inputs.longer_than))
                .every { it.application in inputs.spare || it.user in inputs.spare }
    }
}
