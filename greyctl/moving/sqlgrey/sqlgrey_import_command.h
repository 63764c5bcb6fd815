// `greyctl import sqlgrey`.
#pragma once

#include "greycache/config/settings_reader.h"
#include "greyctl/moving/account/opt_row_sink.h"
#include "greyctl/moving/fact_sink.h"
#include "greyctl/moving/sqlgrey/sqlgrey_import_options.h"

namespace greycache {

// Reads, hands on (a `dry_run` changes nothing), and prints what came of it. The exit status: 0,
// EX_CONFIG where SQLgrey's configuration cannot be used, EX_UNAVAILABLE where its database or the
// daemon cannot be reached or went away on the way; of files EX_NOINPUT where one cannot be read,
// EX_DATAERR where one is damaged, whose other rows are in all the same.
int import_sqlgrey_command(const LoadedSettings& here, const SqlgreyImportOptions& options,
                           bool dry_run, FactSink& facts, const OptRowSink& opt_rows);

}  // namespace greycache
