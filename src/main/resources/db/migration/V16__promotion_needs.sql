-- How many different people have to approve, as the gate decided; null until it has let the challenger pass.
alter table promotion add column approvals_needed integer;
