create table article (
    sku     text primary key,
    title   text not null,
    bin     text not null unique,
    pieces  integer not null default 0
);
insert into article values ('M4-20', 'screw M4x20', 'A01', 1200);
insert into article values ('M5-30', 'screw M5x30', 'A02', 80);
