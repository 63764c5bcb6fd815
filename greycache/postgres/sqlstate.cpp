// One table of codes and classes of codes.
#include "greycache/postgres/sqlstate.h"

#include <algorithm>
#include <span>

namespace greycache {

namespace {

using Kind = StoreError::Kind;

struct Meaning {
  std::string_view code;  // a whole SQLSTATE, or the two characters of a class
  Kind kind;
};

// Whole codes first: the first entry that the SQLSTATE begins with counts.
constexpr Meaning kMeanings[] = {
    {"25006", Kind::read_only},    // read_only_sql_transaction: a standby
    {"53100", Kind::read_only},    // disk_full
    {"53", Kind::contention},      // insufficient_resources: too_many_connections, out_of_memory
    {"57014", Kind::contention},   // query_canceled: statement_timeout
    {"57P04", Kind::refused},      // database_dropped
    {"57", Kind::unavailable},     // operator_intervention: shutting down, starting up
    {"08", Kind::unavailable},     // connection_exception
    {"25P03", Kind::unavailable},  // idle_in_transaction_session_timeout
    {"40", Kind::contention},      // serialization_failure, deadlock_detected
    {"55", Kind::contention},      // lock_not_available, object_in_use
    {"58", Kind::contention},      // system_error: io_error
    {"21", Kind::data},            // cardinality_violation
    {"22", Kind::data},            // data_exception
    {"23", Kind::data},            // integrity_constraint_violation
    {"54", Kind::data},            // program_limit_exceeded: too long for an index
};

bool is_code_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

}  // namespace

Kind kind_of_sqlstate(std::string_view sqlstate) {
  if (sqlstate.empty()) return Kind::unavailable;
  const auto meaning = std::ranges::find_if(
      kMeanings, [&](const Meaning& each) { return sqlstate.starts_with(each.code); });
  return meaning == std::ranges::end(kMeanings) ? Kind::refused : meaning->kind;
}

std::string_view sqlstate_in(std::string_view message) {
  constexpr std::string_view kBefore = ":  ";
  for (std::size_t at = message.rfind(kBefore); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : message.rfind(kBefore, at - 1)) {
    const std::string_view rest = message.substr(at + kBefore.size());
    if (rest.size() > 5 && rest[5] == ':' &&
        std::ranges::all_of(rest.substr(0, 5), is_code_character)) {
      return rest.substr(0, 5);
    }
  }
  return {};
}

}  // namespace greycache
