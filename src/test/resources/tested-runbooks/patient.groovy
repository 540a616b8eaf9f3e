runbook('patient') {
    title 'Ask until somebody listens'
    risk  'low'

    target { 'a' }

    step('ask', retry: 'R3/PT10M') { outputs.id = http.post('http://a', 'x').json.id }

    verify('nothing is busy') {
        outputs.load = monitoring.query('load').value
        outputs.load < 2
    }
}
