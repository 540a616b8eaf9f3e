-- An approval holds for one plan alone; and a run that a person asked for has no incident.
alter table approval alter column incident_key drop not null;
alter table approval add column requested_by varchar(200) default 'mendflow' not null;
alter table approval add column plan_hash varchar(80) default '' not null;

-- The latest plan of a run that people are asked about.
create table run_plan (
    run_id     varchar(64) primary key,
    hash       varchar(80) not null,
    plan       varchar not null,
    planned_at timestamp with time zone not null
);

-- Links by which one person can answer one approval once, without a log-in. What is signed is not kept; what was used is.
create table approval_link (
    nonce       varchar(64) primary key,
    approval_id varchar(64) not null,
    person      varchar(200) not null,
    expires_at  timestamp with time zone not null,
    used_at     timestamp with time zone
);

-- What links are signed with, made by the first node that needs it.
create table approval_link_key (
    id       integer primary key,
    secret   varchar(128) not null
);
