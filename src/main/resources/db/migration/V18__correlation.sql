-- Signals of an environment are correlated one transaction at a time.
drop table correlation_scope;
create table correlation_lock (
    environment varchar(200) primary key
);

-- Incidents of the same alerts before, of which this is a part, or which this is a part of. Keys, because incidents are deleted after a while.
alter table incident add column follows varchar(32);
alter table incident add column merged_into varchar(32);
alter table incident add column split_from varchar(32);
alter table incident add column reopened integer default 0 not null;

-- The rule by which a signal came to its incident; null for what joins none or ends an episode.
alter table signal add column joined_by varchar(32);

-- Each alert of an incident once, however often it fires.
create table incident_alert (
    incident_id    bigint not null references incident (id) on delete cascade,
    service        varchar(200) not null,
    alert          varchar(200) not null,
    last_signal_at timestamp with time zone not null,
    primary key (incident_id, service, alert)
);
create index incident_alert_service on incident_alert (service, alert);
insert into incident_alert (incident_id, service, alert, last_signal_at)
    select s.incident_id, s.service, '', max(s.last_received_at) from signal s join incident i on i.id = s.incident_id
    where i.state <> 'resolved' group by s.incident_id, s.service;
