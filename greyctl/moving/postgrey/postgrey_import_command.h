// `greyctl import postgrey`.
#pragma once

#include "greycache/config/settings_reader.h"
#include "greyctl/moving/account/opt_row_sink.h"
#include "greyctl/moving/fact_sink.h"
#include "greyctl/moving/postgrey/postgrey_import_options.h"

namespace greycache {

// Reads, hands on (a `dry_run` changes nothing), writes the lists, and prints what came of it. The
// exit status: 0, EX_CONFIG where its options leave nothing to read, EX_UNAVAILABLE where its
// database cannot be read or the daemon went away, EX_NOINPUT where a file cannot be read that was
// named, or is there, EX_IOERR where a list cannot be written.
int import_postgrey_command(const LoadedSettings& here, const PostgreyImportOptions& options,
                            bool dry_run, FactSink& facts, const OptRowSink& opt_rows);

}  // namespace greycache
