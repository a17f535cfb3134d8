create table card (
    serial      text primary key,
    holder      text not null,
    valid_until text,             -- ISO date, the last day; null: no limit (house staff, fire brigade)
    revoked     integer not null default 0
);
insert into card values ('04:a1', 'visitor 3', '2024-06-28', 0);
insert into card values ('04:a7', 'fire brigade', null, 0);
insert into card values ('04:b2', 'K. Lindqvist', '2025-01-31', 0);
insert into card values ('04:c9', 'visitor 9', '2024-06-30', 0);
