-- One row. Whoever notes that an alias moved locks it first: several may look at a model at once, and a move is noted once.
create table model_alias_lock (name varchar(16) primary key);
insert into model_alias_lock (name) values ('alias');
