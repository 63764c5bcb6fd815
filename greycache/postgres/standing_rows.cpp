// The rows of organisations' standing in PostgreSQL.
#include "greycache/postgres/standing_rows.h"

#include <string_view>
#include <utility>

#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

StandingRow row_of(const Rows& rows, int row) {
  StandingRow standing;
  standing.organisation = rows.text(row, 0);
  standing.counts.day = rows.number(row, 1);
  standing.host = rows.text(row, 2);
  standing.counts.first_attempts = static_cast<std::uint64_t>(rows.number(row, 3));
  standing.counts.came_back = static_cast<std::uint64_t>(rows.number(row, 4));
  return standing;
}

}  // namespace

Statement merge_standings_statement(std::span<const StandingRow> rows) {
  std::vector<std::string_view> organisations;
  std::vector<std::int64_t> days;
  std::vector<std::string_view> hosts;
  std::vector<std::int64_t> first_attempts;
  std::vector<std::int64_t> came_back;
  for (const StandingRow& row : rows) {
    organisations.push_back(row.organisation);
    days.push_back(row.counts.day);
    hosts.push_back(row.host);
    first_attempts.push_back(static_cast<std::int64_t>(row.counts.first_attempts));
    came_back.push_back(static_cast<std::int64_t>(row.counts.came_back));
  }
  Statement statement{statements::kMergeStandings, {}, "merge_standings"};
  statement.parameters.add(organisations).add(days).add(hosts).add(first_attempts).add(came_back);
  return statement;
}

std::vector<Statement> read_standings_statements(std::int64_t first_day, const StandingPlace& place,
                                                 std::size_t limit) {
  Statement read{statements::kReadStandings, {}, "read_standings"};
  read.parameters.add(first_day)
      .add(place.change)
      .add(std::string_view(place.organisation))
      .add(place.day)
      .add(std::string_view(place.host))
      .add(limit_of(limit));
  std::vector<Statement> statements;
  statements.push_back({statements::kLeastUnseen, {}, "least_unseen"});
  statements.push_back(std::move(read));
  return statements;
}

// What was not committed yet when the reading began comes with the next one.
StandingPage standings_of(std::span<const Rows> results, StandingPlace& place, std::size_t limit) {
  if (!place.next) place.next = results[0].number(0, 0);
  const Rows& rows = results[1];
  StandingPage page;
  for (int row = 0; row < rows.size(); ++row) {
    StandingRow standing = row_of(rows, row);
    if (is_sound(standing)) page.rows.push_back(std::move(standing));
  }
  page.more = static_cast<std::size_t>(rows.size()) == limit;
  if (page.more) {
    const int last = rows.size() - 1;
    const StandingRow standing = row_of(rows, last);
    place = {rows.number(last, 5), standing.organisation, standing.counts.day, standing.host,
             place.next};
  } else {
    place = {*place.next, {}, -1, {}, {}};
  }
  return page;
}

Statement expire_standings_statement(std::int64_t first_day, std::size_t limit) {
  return {statements::kExpireStandings, Parameters().add(first_day).add(limit_of(limit)), nullptr};
}

}  // namespace greycache
