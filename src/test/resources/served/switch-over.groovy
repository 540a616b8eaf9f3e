runbook('switch-over') {
    title 'Send traffic to whichever side answers'
    risk  'high'

    input 'url', type: 'uri', about: 'Where both sides are'

    target { "switch/${inputs.url}" }

    step('switch') {
        http.post("${inputs.url}/${http.get("${inputs.url}/green").ok ? 'green' : 'blue'}/on")
    }

    verify('it is switched', within: 'PT5S', every: 'PT0.2S') { http.get("${inputs.url}/on").ok }
}
