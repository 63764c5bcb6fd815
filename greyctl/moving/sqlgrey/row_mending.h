// From a row of SQLgrey's to facts: what its faults left in the rows is mended, or set aside.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/maillog/log_time.h"
#include "greycache/policy/ages.h"
#include "greycache/policy/fact.h"
#include "greyctl/moving/account/moving_account.h"
#include "greyctl/moving/account/old_client.h"
#include "greyctl/moving/sqlgrey/doubled_text.h"
#include "greyctl/moving/sqlgrey/sqlgrey_row.h"

namespace greycache {

struct MendingRules {
  GreyMethod greymethod = GreyMethod::smart;  // SQLgrey's
  SourceForms forms;                          // of the daemon here
  Doubling doubling = Doubling::never;
  Instant instant;  // what has expired then does not come
};

// Counts what it does in the account, which must live as long. Dates without a zone count in that
// of the process (TZ).
class RowMending {
 public:
  RowMending(const MendingRules& rules, MovingAccount& account)
      : rules_(rules), account_(account), times_(rules.instant.now) {}

  // Of connect, from_awl and domain_awl. None where the row is set aside.
  std::vector<Fact> facts_of(SqlgreyTable table, const SqlgreyRow& row);
  // Of an opt table, in lower case. Nothing where the row is set aside.
  std::optional<std::string> opt_row_of(SqlgreyTable table, const SqlgreyRow& row);

 private:
  // Why a row is set aside, or nothing.
  std::string read_names(SqlgreyTable table, const SqlgreyRow& row, Fact& fact);
  std::string read_times(const SqlgreyRow& row, Fact& fact);
  std::optional<UnixTime> time_of(const std::optional<std::string>& text);
  std::string mended_text(const std::string& text, std::string (*lower_case)(std::string_view));
  void mended(std::string_view how);

  MendingRules rules_;
  MovingAccount& account_;
  LogTimes times_;
  std::string row_text_;  // of the row that is looked at
};

}  // namespace greycache
