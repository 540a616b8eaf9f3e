-- Signals are listed as they came in, which is not quite the order in which they were processed.
create index signal_received on signal (received_at, id);
