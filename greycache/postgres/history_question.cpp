// The pieces of a statement, joined by what was asked for.
#include "greycache/postgres/history_question.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "greycache/postgres/fact_rows.h"

namespace greycache {

namespace {

constexpr UnixTime kDay = 86'400;
// PostgreSQL reads such texts as addresses; of others the whole statement would fail.
constexpr std::string_view kIsAddress =
    "client_address ~"
    " '^(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])([.](25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}$"
    "|^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}$'";

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string read_columns() {
  std::string columns = "extract(epoch from at)::int8 as at, delay";
  for (const HistoryColumn& column : kHistoryColumns) columns += fmt::format(", {}", column.name);
  return columns;
}

}  // namespace

bool has_summaries(const HistoryQuery& query) {
  const auto whole = [](const std::optional<std::string>& name) {
    return name && !name->starts_with('@');
  };
  return !has_index(query) && (whole(query.sender) || whole(query.recipient) ||
                               whole(query.party) || !query.client_address.empty());
}

std::string history_columns() {
  std::string columns = "at, delay";
  for (const HistoryColumn& column : kHistoryColumns) columns += fmt::format(", {}", column.name);
  return columns;
}

std::string HistoryQuestion::place() const {
  return fmt::format("${}", parameters_.values().size());
}

std::string HistoryQuestion::between(const char* at, UnixTime since, UnixTime until) {
  parameters_.add(storable_time(since));
  const std::string begin = place();
  parameters_.add(storable_time(until));
  return fmt::format("{0} >= to_timestamp({1}) and {0} <= to_timestamp({2})", at, begin, place());
}

// The index by time would bring all rows of that time, and looks cheaper than the summaries. So it
// is asked for whole days, as partitions are, and the sum stands in no index.
std::string HistoryQuestion::time_range(const HistoryQuery& query) {
  if (!has_summaries(query)) return between("history.at", query.since, query.until);
  const auto day = [](UnixTime time) { return time - time % kDay; };
  const UnixTime until = storable_time(query.until);
  return between("history.at", day(std::max<UnixTime>(query.since, 0)), day(until) + kDay - 1) +
         " and " + between("history.at + interval '0'", query.since, until);
}

// "@domain" stands for what ends so.
std::string HistoryQuestion::same(const char* column, const std::string& wanted) {
  parameters_.add(std::string_view(wanted));
  if (!wanted.starts_with('@')) return fmt::format(" and {} = {}", column, place());
  return fmt::format(" and right({0}, length({1})) = {1}", column, place());
}

// Each of the two by its index, with no more rows than are wanted.
std::string HistoryQuestion::party(const std::string& wanted, const std::string& rest) {
  std::string both;
  for (const char* column : {"sender", "recipient"}) {
    both += fmt::format("{}(select {} from history where {}{} order by history.at desc limit {})",
                        both.empty() ? "" : " union ", read_columns(), rest, same(column, wanted),
                        limit_);
  }
  return both;
}

std::string HistoryQuestion::in_network(const Network& network) {
  parameters_.add(std::string_view(begin_of_addresses(network)));
  const std::string begin = place();
  parameters_.add(std::string_view(network.text()));
  return fmt::format(
      " and starts_with(client_address, {}) and case when {} then client_address::inet <<="
      " {}::text::inet else false end",
      begin, kIsAddress, place());
}

HistoryQuestion::HistoryQuestion(const HistoryQuery& query, std::size_t limit) {
  parameters_.add(limit_of(limit));
  limit_ = place();
  std::string where = time_range(query);
  for (const auto& [column, words] :
       {std::pair("reference", &query.references), std::pair("outcome", &query.outcomes)}) {
    if (words->empty()) continue;
    parameters_.add(views(*words));
    where += fmt::format(" and {} = any ({})", column, place());
  }
  if (query.sender) where += same("sender", *query.sender);
  if (query.recipient) where += same("recipient", *query.recipient);
  if (!query.client_address.empty()) where += same("client_address", query.client_address);
  if (!query.address_begin.empty()) {
    parameters_.add(std::string_view(query.address_begin));
    where += fmt::format(" and starts_with(client_address, {})", place());
  }
  if (query.client_network) where += in_network(*query.client_network);
  if (!query.part.empty()) {
    parameters_.add(std::string_view(query.part));
    where += fmt::format(" and (position({0} in sender) > 0 or position({0} in client_name) > 0)",
                         place());
  }
  if (!query.client.empty()) {
    parameters_.add(std::string_view(query.client));
    where += fmt::format(" and (client_name = {0} or organisation = {0} or src = {0}", place());
    const std::string& organisation = query.client_organisation;
    parameters_.add(std::string_view(organisation.empty() ? query.client : organisation));
    where += fmt::format(" or organisation = {})", place());
  }
  if (query.party) {
    sql_ = fmt::format("select * from ({}) as found order by at desc limit {}",
                       party(*query.party, where), limit_);
  } else {
    sql_ = fmt::format("select {} from history where {} order by history.at desc limit {}",
                       read_columns(), where, limit_);
  }
}

}  // namespace greycache
