-- For which item of a list an attempt was, as its text after those of the items around it; empty when it was for none.
alter table run_step add column item varchar(250) default '' not null;
alter table run_step drop constraint run_step_attempt;
alter table run_step add constraint run_step_attempt unique (run_id, kind, step, item, attempt);
