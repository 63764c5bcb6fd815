// A question about the history as a statement with parameters.
#pragma once

#include <cstddef>
#include <string>

#include "greycache/history/history_query.h"
#include "greycache/postgres/parameters.h"

namespace greycache {

// Its columns are at (Unix seconds), delay, and those of kHistoryColumns; the newest row first. The
// text is made of fixed pieces; whatever was asked for is a parameter.
class HistoryQuestion {
 public:
  HistoryQuestion(const HistoryQuery& query, std::size_t limit);

  const std::string& sql() const { return sql_; }
  const Parameters& parameters() const { return parameters_; }

 private:
  // "$3", behind the parameter that was added last.
  std::string place() const;
  // Both times included.
  std::string between(const char* at, UnixTime since, UnixTime until);
  std::string time_range(const HistoryQuery& query);
  std::string same(const char* column, const std::string& wanted);
  std::string in_network(const Network& network);
  std::string party(const std::string& wanted, const std::string& rest);

  Parameters parameters_;
  std::string limit_;
  std::string sql_;
};

// Whether an index finds its rows, however many others there are. Names have none of their own: of
// a range of time it is told where in it they may be (sql/011_history_summaries.sql).
inline bool has_index(const HistoryQuery& query) {
  return !query.references.empty();
}

// Whether the summaries tell where its rows may be: it asks for a whole name. Of a domain ('@' and
// a name) they know nothing.
bool has_summaries(const HistoryQuery& query);

// "at, delay, mx, ...": the columns to be written, in that order.
std::string history_columns();

}  // namespace greycache
