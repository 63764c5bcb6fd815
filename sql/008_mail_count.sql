-- What each mail host answered, a number a day and outcome, for greyctl report. No decision reads it.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 008_mail_count.sql
--
-- It only adds: see 005_standing_correspondent.sql.

create table mail_count (
  day integer not null,
  host text collate "C" not null,
  outcome text collate "C" not null,
  mails bigint not null,
  -- Serves the merge, the sums of some days, and the removal of old ones.
  primary key (day, host, outcome),
  constraint mail_count_sound check (
    octet_length(host) between 1 and 1023 and host !~ '[^!-~]'
    and octet_length(outcome) between 1 and 1023 and outcome !~ '[^!-~]'
    and day between 0 and 2932896 and mails >= 0)
);
comment on table mail_count is 'Requests by outcome: counters that only grow, one row a day, process and outcome.';
comment on column mail_count.day is 'Days since 1970, UTC.';
comment on column mail_count.host is 'The process that counted: its host''s name and when it started.';
comment on column mail_count.outcome is 'As greyctl stats has it: domain_awl, new, whitelisted ...';
comment on column mail_count.mails is 'How many requests.';

insert into schema_addition (version, name) values (8, 'mail_count');
