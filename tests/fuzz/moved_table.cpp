// A file of one of SQLgrey's tables through the mending of rows: facts come out sound.
#include <string>

#include "greycache/policy/lists/opt_row.h"
#include "greycache/policy/sound_fact.h"
#include "greyctl/moving/sqlgrey/row_mending.h"
#include "greyctl/moving/sqlgrey/table_line.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr UnixTime kNow = 1'800'000'000;

// Values by the order of the table's columns; what is missing is NULL.
SqlgreyRow row_of(SqlgreyTable table, const TableValues& values) {
  SqlgreyRow row;
  std::size_t at = 0;
  for (const SqlgreyColumn column : columns_of(table)) {
    if (at < values.size()) row[column] = values[at];
    ++at;
  }
  return row;
}

void check_row(RowMending& mending, const TableValues& values) {
  for (const SqlgreyTable table : kSqlgreyTables) {
    const SqlgreyRow row = row_of(table, values);
    if (is_opt_table(table)) {
      const auto text = mending.opt_row_of(table, row);
      check(!text || parse_opt_row(OptChoice::in, *text), "a row of an opt table is one");
      continue;
    }
    for (const Fact& fact : mending.facts_of(table, row)) {
      check(is_sound(fact), "a fact that comes is sound");
      check(fact.last_seen <= kNow, "no fact is of a time yet to come");
    }
  }
}

}  // namespace

}  // namespace greycache::fuzz

// The first byte says how SQLgrey and the daemon tell clients apart; the lines are read as
// mysql --batch writes them and, from a line to the end of its record, as psql --csv does.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  if (size == 0) return 0;
  const int choice = data[0];
  Input input(data + 1, size - 1);
  MovingAccount account;
  RowMending mending({.greymethod = static_cast<GreyMethod>(choice % 3),
                      .forms = {static_cast<GreyMethod>(choice / 4 % 4), choice % 129},
                      .doubling = static_cast<Doubling>(choice % 3),
                      .instant = {kNow, Ages()}},
                     account);
  std::string record;
  while (!input.rest().empty()) {
    const std::string_view line = input.line();
    check_row(mending, batch_values(line));
    record += (record.empty() ? "" : "\n") + std::string(line);
    if (const auto values = csv_values(record)) {
      check_row(mending, *values);
      record.clear();
    }
  }
  check(is_log_text(account.text().substr(0, account.text().find('\n'))), "the account is text");
  return 0;
}
