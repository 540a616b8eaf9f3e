runbook('fail-over-replica') {
    title 'Make a PostgreSQL standby take writes in place of a primary that is gone'
    // There is no way back, and two primaries at once tear the data apart: people decide, always.
    risk  'high'

    input 'primary', about: 'The primary, as the settings name it'
    input 'standby', about: 'The standby that is to take over, as the settings name it'
    input 'cut_off', type: 'boolean', about: 'true says: somebody has made sure that the old primary is off, or can be reached by nobody'
    input 'most_lag', type: 'integer', default: 1048576, min: 0, about: 'Bytes that the standby may have received and not replayed yet'
    input 'hook',    type: 'uri', required: false, about: 'Told by POST {"primary": …} who takes writes now: the pool, proxy or DNS that clients go through'

    target { "database/${inputs.primary}" }

    // Blast radius: everybody who writes to this database. What the primary had committed and the standby had not received is lost. The old primary must
    // not come back by itself: it is to be rebuilt as a standby. No undo can do that.

    precondition('somebody has cut the old primary off') { inputs.cut_off }
    // Not reaching it proves nothing about others: that is what cut_off is for. Reaching it proves that this is no time for a failover.
    precondition('the primary does not answer') { !database.postgres(inputs.primary).reachable }
    precondition('the standby is one, and has replayed what it has received') {
        def now = database.postgres(inputs.standby).replication()
        log "received and not replayed: ${now.lagBytes} bytes; last transaction replayed ${now.lagSeconds} s ago"
        now.standby && (now.lagBytes ?: 0) <= inputs.most_lag
    }

    step('promote the standby', once: true) {
        if (!database.postgres(inputs.standby).promote()) {
            throw new IllegalStateException('the standby did not take over within a minute')
        }
    }

    step('tell who connects') {
        if (inputs.hook == null) {
            log.warn('no hook is given: somebody has to lead the clients to the new primary')
        } else {
            def answer = http.post(inputs.hook, [primary: inputs.standby])
            if (!answer.ok) throw new IllegalStateException(answer.error)
        }
    }

    verify('the new primary takes writes', within: 'PT2M', every: 'PT2S', stable: 'PT10S') {
        // A standby cannot give out the number of a transaction that writes.
        !database.postgres(inputs.standby).query('select txid_current() as id').empty && !database.postgres(inputs.standby).replication().standby
    }
}
