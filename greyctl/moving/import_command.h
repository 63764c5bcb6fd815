// `greyctl import`: from whom, and where to.
#pragma once

#include "greycache/config/settings_reader.h"
#include "greyctl/moving/moving_options.h"

namespace greycache {

// Of what stands behind "import". An exit status of sysexits.h: what import_greycache() returns,
// import_sqlgrey_command() or import_postgrey_command(); EX_UNAVAILABLE where no daemon answers,
// and EX_DATAERR where it set rows aside that these had taken for good.
int import_rows(const LoadedSettings& here, const ImportOptions& options);

}  // namespace greycache
