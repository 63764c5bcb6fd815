// The tables of the journal's file.
#pragma once

namespace greycache {

// Makes what is not there.
inline constexpr const char* kJournalSchema = R"sql(
create table if not exists record (
  seq integer primary key,
  facts text not null  -- a line a fact, see record.h
) strict;
create table if not exists place (
  reader text primary key,
  seq integer not null  -- the reader has every record up to this one
) strict, without rowid;
insert or ignore into place values ('hot', 0), ('persistent', 0);
create table if not exists history (
  name text not null  -- of the persistent store that the place stands for
) strict;
insert into history select '' where not exists (select 1 from history);
create table if not exists hot_history (
  name text not null  -- of the hot store that the place stands for
) strict;
insert into hot_history select '' where not exists (select 1 from hot_history);
)sql";

}  // namespace greycache
