// A line of the history: what became of one request that waited.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "common/duration.h"

namespace greycache {

// Names are key parts (policy/keys.h) of at most kHistoryNameLimit bytes before encoding, empty
// where the request has none; so every text is printable ASCII without blanks.
struct HistoryRow {
  UnixTime at = 0;
  UnixTime delay = 0;  // seconds since the first attempt, of one that came back
  std::string mx;      // the host that answered
  std::string reference;
  std::string outcome;  // outcome_name()
  std::string rule;     // what else it rests on ("discrimination:3"), or empty
  std::string client_address;
  std::string client_name;
  std::string helo_name;
  std::string sender;     // lower case; empty for the null sender
  std::string recipient;  // lower case
  std::string src;        // the client's narrow source
  std::string organisation;
  std::string standing;  // "good" or "bad", of the organisation

  friend bool operator==(const HistoryRow&, const HistoryRow&) = default;
};

inline constexpr std::size_t kHistoryNameLimit = 255;

// A text of a row, and what its column is called.
struct HistoryColumn {
  const char* name;
  std::string HistoryRow::*text;
};

// All texts, in the order of the tables' columns, behind at and delay.
inline constexpr std::array<HistoryColumn, 12> kHistoryColumns{{
    {"mx", &HistoryRow::mx},
    {"reference", &HistoryRow::reference},
    {"outcome", &HistoryRow::outcome},
    {"rule", &HistoryRow::rule},
    {"client_address", &HistoryRow::client_address},
    {"client_name", &HistoryRow::client_name},
    {"helo_name", &HistoryRow::helo_name},
    {"sender", &HistoryRow::sender},
    {"recipient", &HistoryRow::recipient},
    {"src", &HistoryRow::src},
    {"organisation", &HistoryRow::organisation},
    {"standing", &HistoryRow::standing},
}};

}  // namespace greycache
