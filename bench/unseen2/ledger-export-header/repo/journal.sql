create table entry (
    id      integer primary key,
    day     text not null,
    account integer not null,
    cents   integer not null,
    text    text
);
insert into entry (day, account, cents, text) values
    ('2024-02-01', 1200, -125000, 'rent; workshop'),
    ('2024-02-03', 1200, 30990, 'invoice 88'),
    ('2024-02-03', 8400, -30990, 'invoice 88'),
    ('2024-02-07', 1200, -1849, NULL);
