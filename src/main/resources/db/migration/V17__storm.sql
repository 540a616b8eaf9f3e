-- Whether a delivery is still needed goes by the signals that it brought.
create index signal_receipt on signal (receipt);
