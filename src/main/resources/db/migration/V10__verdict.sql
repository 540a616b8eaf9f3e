-- Whether a run has fixed what it was for: fixed, not-fixed or worse; and the run whose inputs it was started with again.
alter table run add column verdict varchar(16);
alter table run add column replay_of bigint;
create index run_replay_of on run (replay_of);

-- What an attempt did through the connectors, as JSON, and how many calls were not kept.
alter table run_step add column calls varchar default '[]' not null;
alter table run_step add column calls_left_out integer default 0 not null;
-- Of a verification: its verdict, and as JSON what the last check and the one before the run acted gave.
alter table run_step add column verdict varchar(16);
alter table run_step add column measured varchar(200);
alter table run_step add column baseline varchar(200);
