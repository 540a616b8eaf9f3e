runbook('everything') {
    title 'Say every word of the language once'
    risk  'high'

    input 'nodes', type: 'list', about: 'Machines to restart, in this order'
    input 'url',   type: 'uri',  about: 'Health endpoint of the whole'

    output 'restarted', type: 'integer', about: 'How many machines were restarted'

    target { "pool/${inputs.url}" }

    precondition('the whole does not answer') { probe.ask('down') }

    step('note the time', retry: ['PT1S', 'PT5S', 'PT30S']) { outputs.began = 'now' }

    approve('restart the machines', roles: ['approver', 'operator'], quorum: 2, within: 'PT30M', otherwise: 'escalate')

    parallel {
        step('tell the users', within: 'PT10S') { probe.act('tell') }
        undo('tell the users')                  { probe.act('tell that it is off') }
        branch('take a copy') {
            step('copy', once: true, sample: [copy: 'copy-1']) { outputs.copy = probe.act('copy') }
            undo('copy')                                       { probe.act('throw the copy away') }
            await('the copy is complete', within: 'PT5M', every: 'PT5S') { probe.ask('complete') }
        }
        waitFor('the deployment', signal: [source: 'github', kind: 'change'], within: 'PT30M', otherwise: 'continue')
    }

    each('restart', in: { inputs.nodes }, atMost: 2, into: 'done') { node ->
        step('drain')   { probe.act("drain ${node}") }
        undo('drain')   { probe.act("fill ${node}") }
        when('it hangs') { probe.ask("hangs ${node}") } then {
            step('end it', once: true) { probe.act("end ${node}") }
        } otherwise {
            step('stop it') { probe.act("stop ${node}") }
            undo('stop it') { probe.act("start ${node}") }
        }
        approve('fill it again', within: 'PT1H', otherwise: 'continue')
    }

    each('look at', in: ['web', 'db']) {
        call 'look-closely', inputs: { [name: item] }
    }

    await('somebody uses it', within: 'PT2M', otherwise: 'continue') { probe.ask('used') }

    when('too many were lost') { probe.ask('lost') } then {
        escalate 'too many machines were lost'
    }

    when('nothing was done') { outputs.done.isEmpty() } then {
        fail 'there was nothing to restart'
    } otherwise {
        step('count') { outputs.restarted = outputs.done.size() }
    }

    waitFor('the all-clear', signal: { [source: 'alertmanager', status: 'resolved'] }, within: 'PT10M', otherwise: 'escalate')

    verify('the whole answers', within: 'PT1M', every: 'PT2S', stable: 'PT5S') { probe.ask('up') }
    verify('nobody complains') { probe.ask('quiet') }
}
