runbook('vacuum-table') {
    title 'Vacuum a PostgreSQL table that is full of dead rows'
    risk  'low'

    input 'database',   about: 'Database, as the settings name it'
    input 'table',      about: 'Table, with its schema where it is not on the search path'
    input 'dead_ratio', type: 'decimal', default: 0.2, min: 0.01, max: 0.99, about: 'Share of dead rows that is too much'
    input 'dead_rows',  type: 'integer', default: 10000, min: 1, about: 'Fewer dead rows than that are no trouble, whatever their share'
    input 'takes',      type: 'duration', default: 'PT30M', min: 'PT1M', max: 'PT2H', about: 'How long the vacuum may take'

    target { "database/${inputs.database}/table/${inputs.table}" }

    // Blast radius: reads and writes of the table go on; disks and caches of the server are busier. It frees room for new rows of the table and gives
    // none back to the disk: VACUUM FULL would, and lock everybody out. There is nothing to undo: a vacuum that is cut off keeps what it has done.

    precondition('too much of it is dead') {
        def now = database.postgres(inputs.database).bloat(inputs.table)
        now.deadTuples >= inputs.dead_rows && now.deadRatio >= inputs.dead_ratio
    }
    precondition('nothing vacuums it already') {
        database.postgres(inputs.database).query('select pid from pg_stat_progress_vacuum where relid = to_regclass(?)', inputs.table).empty
    }
    // Rows that an old transaction could still see stay, however often one vacuums: end-long-queries first.
    precondition('no old transaction keeps the dead rows') {
        def postgres = database.postgres(inputs.database)
        postgres.idleInTransaction('PT10M').empty && postgres.longQueries('PT30M').empty
    }

    step('vacuum', retry: 'R2/PT30S', within: 'PT2H5M') {
        def before = database.postgres(inputs.database).bloat(inputs.table)
        log "${before.deadTuples} dead rows beside ${before.liveTuples}, ${before.bytes} bytes, vacuumed ${before.vacuumed ?: 'never'}"
        database.postgres(inputs.database).vacuum(inputs.table, inputs.takes)
    }

    verify('little of it is dead', within: 'PT2M', every: 'PT5S') {
        def now = database.postgres(inputs.database).bloat(inputs.table)
        log "${now.deadTuples} dead rows beside ${now.liveTuples}"
        now.deadTuples < inputs.dead_rows || now.deadRatio < inputs.dead_ratio
    }
}
