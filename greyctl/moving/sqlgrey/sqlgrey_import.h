// Taking over what SQLgrey knew.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/moving/account/moving_account.h"
#include "greyctl/moving/account/opt_row_sink.h"
#include "greyctl/moving/fact_sink.h"
#include "greyctl/moving/sqlgrey/row_mending.h"
#include "greyctl/moving/sqlgrey/sqlgrey_tables.h"

namespace greycache {

// All tables, one after the other; the opt tables last. What comes and what does not is counted in
// the account. The names of tables that are not there, or why it ended early: what was handed on
// until then stays, and to begin again does no harm.
tl::expected<std::vector<std::string>, MovingError> import_sqlgrey(SqlgreyTables& tables,
                                                                   const MendingRules& rules,
                                                                   FactSink& facts,
                                                                   const OptRowSink& opt_rows,
                                                                   MovingAccount& account);

}  // namespace greycache
