-- What of a run in progress is asked about, as the runbook calls it; empty when the question is whether the run may happen at all.
alter table approval add column part varchar(400) default '' not null;
