-- Whether a delivery is still needed goes by the signals that it brought.
create index signal_receipt on signal (receipt);

-- The incident that a signal joins is one of the last hour; there may be thousands that are over.
create index incident_recent on incident (environment, last_signal_at);
